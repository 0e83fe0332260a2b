//! Columns that hold personal data: refused by what they are called and by what stands in
//! them. No fault repeats a value.
//!
//! By name: words of five languages for names, telephones, addresses and identity numbers
//! of persons. By content: e-mail addresses, telephones and identity numbers; where no
//! heading says what a column is, also what reads like names of persons. A name cannot be
//! told from other words with certainty: what may slip through is a name in a column of
//! text, as in any publication.

use super::fault::{Fault, FaultKind};
use super::layout::Target;
use super::path::Takes;
use super::plan::{Plan, SheetPlan, is_known};
use super::{Cell, Row, Sheet, Workbook, fold, fold_heading};
use crate::redact;
use std::collections::BTreeSet;

/// Whole headings that announce a person, folded.
const HEADINGS: &[&str] = &[
    // English
    "full name",
    "first name",
    "last name",
    "surname",
    "family name",
    "given name",
    "middle name",
    "maiden name",
    "person",
    "person name",
    "contact",
    "contacts",
    "contact name",
    "contact person",
    "contact details",
    "focal point",
    "focal person",
    "responsible",
    "responsible person",
    "responsible officer",
    "officer",
    "project officer",
    "project manager",
    "manager",
    "coordinator",
    "director",
    "team leader",
    "beneficiary name",
    "name of beneficiary",
    "beneficiary names",
    "patient",
    "patient name",
    "student",
    "student name",
    "teacher",
    "teacher name",
    "doctor",
    "doctor name",
    "nurse",
    "staff name",
    "name of staff",
    "employee",
    "employee name",
    "head of household",
    "household head",
    "mother s name",
    "father s name",
    "signatory",
    "signed by",
    "approved by",
    "prepared by",
    "phone",
    "phone number",
    "phone no",
    "tel",
    "telephone",
    "telephone number",
    "mobile",
    "mobile number",
    "mobile no",
    "cell",
    "cell phone",
    "whatsapp",
    "wechat",
    "fax",
    "e mail",
    "email",
    "email address",
    "home address",
    "mailing address",
    "postal address",
    "date of birth",
    "birth date",
    "dob",
    "birthday",
    "id number",
    "id no",
    "id card",
    "id card number",
    "identity number",
    "identity card",
    "national id",
    "national id number",
    "passport",
    "passport number",
    "passport no",
    "ssn",
    "social security number",
    "tax id of person",
    "bank account holder",
    "account holder",
    "gender of beneficiary",
    "job title",
    // French
    "nom complet",
    "nom et prenom",
    "noms et prenoms",
    "prenom",
    "prenoms",
    "nom de famille",
    "personne",
    "personne de contact",
    "personne contact",
    "personne ressource",
    "point focal",
    "nom du contact",
    "nom du beneficiaire",
    "noms des beneficiaires",
    "nom du patient",
    "nom de l eleve",
    "responsable",
    "nom du responsable",
    "chef de projet",
    "directeur",
    "signataire",
    "telephone portable",
    "portable",
    "numero de telephone",
    "n de telephone",
    "courriel",
    "adresse electronique",
    "adresse e mail",
    "adresse postale",
    "date de naissance",
    "numero d identite",
    "carte d identite",
    "numero de carte d identite",
    "numero de passeport",
    "passeport",
    "numero de securite sociale",
    "chef de menage",
    // Spanish
    "nombre completo",
    "nombre y apellido",
    "nombre y apellidos",
    "nombres y apellidos",
    "apellido",
    "apellidos",
    "nombres",
    "persona",
    "persona de contacto",
    "contacto",
    "nombre del contacto",
    "nombre del beneficiario",
    "responsable del proyecto",
    "punto focal",
    "jefe de proyecto",
    "jefe de hogar",
    "firmante",
    "telefono",
    "numero de telefono",
    "celular",
    "movil",
    "telefono movil",
    "correo",
    "correo electronico",
    "direccion postal",
    "fecha de nacimiento",
    "numero de identidad",
    "documento de identidad",
    "cedula",
    "cedula de identidad",
    "dni",
    "nie",
    "curp",
    "numero de pasaporte",
    "pasaporte",
    "numero de seguro social",
    // Arabic (folded: without hamza and dots of the feminine)
    "الاسم الكامل",
    "الاسم الثلاثي",
    "الاسم الرباعي",
    "الاسم الاول",
    "اسم العايله",
    "اسم العائله",
    "اللقب",
    "الكنيه",
    "اسم الشخص",
    "الشخص المسؤول",
    "المسؤول",
    "جهه الاتصال",
    "اسم جهه الاتصال",
    "مسؤول الاتصال",
    "نقطه الاتصال",
    "اسم المستفيد",
    "اسماء المستفيدين",
    "المستفيد",
    "اسم المريض",
    "اسم الطالب",
    "رب الاسره",
    "اسم رب الاسره",
    "الموقع من",
    "الهاتف",
    "رقم الهاتف",
    "هاتف",
    "الجوال",
    "رقم الجوال",
    "الموبايل",
    "البريد الالكتروني",
    "بريد الكتروني",
    "العنوان البريدي",
    "تاريخ الميلاد",
    "رقم الهويه",
    "الرقم الوطني",
    "رقم الهويه الوطنيه",
    "رقم بطاقه الهويه",
    "جواز السفر",
    "رقم جواز السفر",
    "رقم الضمان الاجتماعي",
    // Chinese
    "姓名",
    "名字",
    "姓",
    "人名",
    "联系人",
    "联系人姓名",
    "负责人",
    "项目负责人",
    "经办人",
    "责任人",
    "签字人",
    "签署人",
    "受益人",
    "受益人姓名",
    "患者",
    "患者姓名",
    "病人姓名",
    "学生姓名",
    "教师姓名",
    "医生姓名",
    "户主",
    "户主姓名",
    "电话",
    "电话号码",
    "联系电话",
    "联系方式",
    "手机",
    "手机号",
    "手机号码",
    "移动电话",
    "传真",
    "邮箱",
    "电子邮箱",
    "电子邮件",
    "微信",
    "微信号",
    "家庭住址",
    "住址",
    "通讯地址",
    "出生日期",
    "出生年月",
    "生日",
    "身份证",
    "身份证号",
    "身份证号码",
    "证件号",
    "证件号码",
    "护照",
    "护照号",
    "护照号码",
    "社保号",
    "职务",
];

/// Headings, folded, below which there may be persons or something else: what reads like
/// names decides, as if there were no heading.
const PERHAPS: &[&str] = &[
    "beneficiary",
    "beneficiaries",
    "participant",
    "participants",
    "trainee",
    "trainees",
    "staff",
    "member",
    "members",
    "visitor",
    "visitors",
    "expert",
    "experts",
    "volunteer",
    "volunteers",
    "payee",
    "payee name",
    "name",
    "names",
    "who",
    "by",
    "leader",
    "head",
    "recipient",
    "recipients",
    "consultant",
    "mayor",
    "governor",
    "minister",
    "beneficiaire",
    "beneficiaires",
    "participants noms",
    "membre",
    "membres",
    "personnel",
    "expert nom",
    "nom",
    "noms",
    "beneficiario",
    "beneficiarios",
    "participante",
    "participantes",
    "miembro",
    "miembros",
    "personal",
    "nombre",
    "المستفيدون",
    "المشاركون",
    "الاسم",
    "الاسماء",
    "الموظفون",
    "受益者",
    "人员",
    "专家",
    "成员",
    "学员",
    "参加人",
    "领导",
    "名单",
    "名称",
];

fn may_announce(heading: &str) -> bool {
    PERHAPS.contains(&fold_heading(heading).as_str())
}

/// Words that announce a person wherever they stand in a heading.
const WITHIN: &[&str] = &[
    "phone",
    "telephone",
    "passport",
    "surname",
    "whatsapp",
    "wechat",
    "prenom",
    "passeport",
    "apellido",
    "apellidos",
    "pasaporte",
    "telefono",
    "courriel",
];
const WITHIN_CHINESE: &[&str] = &["姓名", "身份证", "手机", "护照", "联系电话", "电话号"];

/// Forms of address, folded: what follows is a person.
const TITLES: &[&str] = &[
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "miss",
    "dr",
    "dr.",
    "prof",
    "prof.",
    "mme",
    "mme.",
    "mlle",
    "m.",
    "sr.",
    "sra.",
    "sra",
    "srta",
    "srta.",
    "don",
    "dona",
    "h.e.",
    "السيد",
    "السيده",
    "الدكتور",
    "الدكتوره",
    "د.",
    "الاستاذ",
];
const TITLES_BEHIND: &[&str] = &["先生", "女士", "小姐", "医生", "教授", "同志", "主任"];

/// Given names that are common in the five languages; one in a short phrase of names
/// makes it a person's.
const GIVEN: &str = "abdi abdul abdullah ada adam alan albert alex amy andre angela anthony benjamin brian bruno camille cecilia clara \
 diana diego edward ella eric esther eva fernando frank gabriel hannah helen henry ines irene ivan jack jacob jamal jason jonathan \
 josephine joyce judith julie karim kate kevin leila lena lisa louis louise lucas luke marcel margaret marta martha matthew monica \
 nadia nicole nina noah nora oliver olivia pablo pascal raul rebecca ricardo roberto roger samira sandra sara simon sophie steven \
 sylvie tariq theresa tom vincent walter yasmin youssef yousef zahra zainab \
 aisha ahmed ahmad alexander alice ali amina ana andrea andrew anna anne antonio barbara carlos carmen \
 catherine charles christine claire daniel david dolores elena elizabeth emily emma fatima fatou francisco francois george \
 hassan hussein ibrahim isabel jacques james jane javier jean jennifer jessica joan john jorge jose joseph juan julia karen \
 khadija laura linda lucia luis manuel marc maria mariam marie mark martin mary mercy michael michel miguel mohamed mohammed \
 muhammad mustafa nancy nicolas omar patricia patrick paul paula pedro peter philippe pierre rachel richard robert rosa ruth \
 salim samuel sarah sofia stephen susan teresa thomas umar victor william yusuf \
 محمد احمد علي حسن حسين فاطمه عائشه خديجه مريم عمر عثمان ابراهيم يوسف خالد محمود مصطفي عبدالله زينب سعيد صالح سميره نور";

/// The commonest family names of China.
const FAMILY: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤";

/// Words of organisations and places, folded: a phrase with one is no person's name.
const BODIES: &[&str] = &[
    "agency",
    "association",
    "bank",
    "bureau",
    "centre",
    "center",
    "clinic",
    "college",
    "committee",
    "company",
    "council",
    "department",
    "district",
    "division",
    "federation",
    "foundation",
    "fund",
    "government",
    "group",
    "hospital",
    "inc",
    "institute",
    "international",
    "ltd",
    "ministry",
    "mission",
    "network",
    "ngo",
    "office",
    "organisation",
    "organization",
    "prefecture",
    "programme",
    "program",
    "project",
    "province",
    "region",
    "school",
    "service",
    "services",
    "society",
    "team",
    "town",
    "trust",
    "union",
    "unit",
    "university",
    "village",
    "ward",
    "(invented)",
    "invented",
    "total",
    "subtotal",
    "north",
    "south",
    "east",
    "west",
    "upper",
    "lower",
    "phase",
    "quarter",
    "ministere",
    "hopital",
    "ecole",
    "ministerio",
    "escuela",
    "fundacion",
];

/// All columns that are refused, in order of place.
pub(super) fn refused(plan: &Plan, book: &Workbook) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, sheet) in book.sheets.iter().enumerate() {
        let planned = plan.sheets.iter().find(|s| s.at == at);
        of_sheet(sheet, planned, &mut faults);
    }
    faults
}

/// As [`refused`], of a workbook that no layout fits.
pub(super) fn refused_unknown(book: &Workbook) -> Vec<Fault> {
    let mut faults = Vec::new();
    for sheet in &book.sheets {
        of_sheet(sheet, None, &mut faults);
    }
    faults
}

fn of_sheet(sheet: &Sheet, planned: Option<&SheetPlan>, faults: &mut Vec<Fault>) {
    let head = match planned {
        Some(plan) => plan.head,
        None => likely_head(&sheet.rows),
    };
    let widest = sheet.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let heading_row = sheet.rows.get(head);
    for column in 0..widest {
        let target = planned
            .and_then(|p| p.columns.get(column))
            .and_then(Option::as_ref)
            .map(|c| &c.target);
        if matches!(target, Some(Target::Person)) {
            continue;
        }
        let heading = heading_row
            .and_then(|r| r.cells.get(column))
            .map(Cell::shown)
            .unwrap_or_default();
        let cells = || {
            let below = sheet.rows.iter().enumerate().filter(|(at, _)| *at != head);
            below
                .filter_map(move |(_, r)| Some((r.number, r.cells.get(column)?)))
                .filter(|(_, c)| !c.is_empty())
        };
        let is_read = planned.is_some_and(|p| is_known(p, column));
        let by_name = !is_read && announces(&heading) && cells().next().is_some();
        let what = match by_name {
            true => Some((
                heading_row.map_or(0, |r| r.number),
                "its heading announces persons".to_owned(),
            )),
            false => content(&heading, target, is_read, &mut cells()),
        };
        if let Some((row, what)) = what {
            faults.push(Fault {
                kind: FaultKind::PersonColumn,
                sheet: sheet.name.clone(),
                row,
                column: Some(column),
                heading: shown_heading(&heading, by_name || is_read),
                value: String::new(),
                what,
                hint: "take the column out: no record of persons is kept; nothing of this workbook was stored".to_owned(),
            });
        }
    }
}

/// A heading is repeated where it is one; what stands in its place may be somebody's name.
fn shown_heading(heading: &str, is_heading: bool) -> String {
    match is_heading || announces(heading) {
        true => redact::mask(heading).into_owned(),
        false if looks_like_name(heading, false) => String::new(),
        false => redact::mask(heading).into_owned(),
    }
}

/// The first row of texts only, for a sheet that nobody knows.
fn likely_head(rows: &[Row]) -> usize {
    let is_head = |row: &Row| {
        let filled = row.cells.iter().filter(|c| !c.is_empty());
        filled.clone().count() >= 2 && filled.into_iter().all(|c| matches!(c, Cell::Text(_)))
    };
    rows.iter().take(20).position(is_head).unwrap_or(0)
}

/// Whether a heading announces a person.
#[must_use]
pub fn announces(heading: &str) -> bool {
    let folded = fold_heading(heading);
    let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    HEADINGS.contains(&folded.as_str())
        || HEADINGS.contains(&bare)
        || folded.split(' ').any(|w| WITHIN.contains(&w))
        || WITHIN_CHINESE.iter().any(|w| folded.contains(w))
        || redact::is_personal(&folded.replace(' ', "-"))
}

/// What stands in a column, if it is of persons: where first, and what.
fn content(
    heading: &str,
    target: Option<&Target>,
    is_read: bool,
    cells: &mut dyn Iterator<Item = (u32, &Cell)>,
) -> Option<(u32, String)> {
    let is_prose =
        matches!(target, Some(Target::Leaf { path, .. }) if matches!(path.takes, Takes::Prose));
    let is_office = matches!(target, Some(Target::Leaf { path, .. }) if path.names_organisation());
    let is_open = !is_read;
    let is_strict = is_open && (heading.is_empty() || may_announce(heading));
    let mut filled = 0u64;
    let mut of_persons = 0u64;
    let mut hits = [(0u64, 0u32); 3];
    let mut names = (0u64, 0u32);
    let mut distinct: BTreeSet<String> = BTreeSet::new();
    for (row, cell) in cells {
        filled += 1;
        let found = kinds(cell, is_open, is_prose);
        of_persons += u64::from(found.contains(&true));
        for (hit, found) in hits.iter_mut().zip(found) {
            if found {
                hit.0 += 1;
                hit.1 = if hit.0 == 1 { row } else { hit.1 };
            }
        }
        if let Cell::Text(text) = cell
            && (is_open || is_office)
            && text.len() < 80
            && looks_like_name(text, is_strict)
        {
            names.0 += 1;
            names.1 = if names.0 == 1 { row } else { names.1 };
            if distinct.len() < 64 {
                distinct.insert(fold(text));
            }
        }
    }
    let told = ["e-mail addresses", "telephone numbers", "identity numbers"];
    // In a column that is known a text may be one by chance, or mention one: that is masked.
    let enough = match is_open {
        true => of_persons > 0,
        false => of_persons * 2 >= filled,
    };
    for ((count, row), what) in hits.into_iter().zip(told) {
        if enough && count > 0 {
            return Some((row, format!("{what} stand in it")));
        }
    }
    let many = match is_open {
        true => names.0 * 2 >= filled && names.0 > 0,
        false => names.0 * 2 >= filled && distinct.len() >= 3,
    };
    many.then(|| {
        (
            names.1,
            "what stands in it reads like names of persons".to_owned(),
        )
    })
}

/// Whether a cell is an e-mail address, a telephone, an identity number. In an open column
/// it is enough to contain one, and forms count that mean other things elsewhere.
fn kinds(cell: &Cell, is_open: bool, is_prose: bool) -> [bool; 3] {
    let text = match cell {
        Cell::Text(text) => text.trim(),
        Cell::Number { value, .. } if is_open || is_prose => {
            let digits = format!("{value:.0}");
            return [false, is_mobile(&digits), is_birth_number(&digits)];
        }
        _ => return [false; 3],
    };
    // Most cells have nothing that could be any of these.
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let has_at = text.contains(['@', '＠'])
        || text.contains("%40")
        || text.contains("at)")
        || text.contains("at]");
    if digits < 6 && !has_at {
        return [false; 3];
    }
    let masked = redact::mask(text);
    let whole = |mask: &str| match is_open {
        true => masked.contains(mask) && masked != text,
        false => masked == mask,
    };
    [
        whole("[e-mail withheld]"),
        whole("[telephone withheld]") || (is_open || is_prose) && is_telephone(text),
        whole("[identity number withheld]")
            || is_open && is_identity(text)
            || is_prose && is_birth_number(text),
    ]
}

/// As dialled inside a country, or a mobile of China; ten digits in groups.
fn is_telephone(text: &str) -> bool {
    let folded = fold(text);
    let folded = folded.trim();
    let allowed = folded
        .chars()
        .all(|c| c.is_ascii_digit() || " +-().".contains(c));
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    if !allowed || !(7..=15).contains(&digits.len()) {
        return false;
    }
    let is_grouped =
        folded.contains([' ', '-', '(']) && (digits.starts_with('0') || digits.len() == 10);
    let is_dialled = digits.starts_with('0') && digits.len() >= 9;
    let groups = folded
        .split([' ', '-', '(', ')', '.'])
        .filter(|g| !g.is_empty());
    let of_thousands =
        folded.contains(' ') && groups.skip(1).all(|g| g.len() == 3) && !digits.starts_with('0');
    (is_mobile(&digits) || is_grouped || is_dialled || folded.starts_with('+')) && !of_thousands
}

/// A mobile telephone of China.
fn is_mobile(digits: &str) -> bool {
    let second = digits.as_bytes().get(1);
    digits.len() == 11
        && digits.starts_with('1')
        && second.is_some_and(|b| (b'3'..=b'9').contains(b))
}

/// Forms of identity numbers: of India, Spain, the United States, and of passports.
fn is_identity(text: &str) -> bool {
    let folded = fold(text);
    let text = folded.trim();
    let shape: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '9'
            } else if c.is_ascii_alphabetic() {
                'a'
            } else {
                c
            }
        })
        .collect();
    matches!(
        shape.as_str(),
        "9999 9999 9999"
            | "999-99-9999"
            | "99999999a"
            | "99999999-a"
            | "a9999999a"
            | "a9999999"
            | "a99999999"
            | "aa9999999"
            | "aa999999"
    ) || is_birth_number(text)
}

/// Eighteen digits with a day of birth, as the identity numbers of China; a spreadsheet
/// rounds them to fifteen.
fn is_birth_number(text: &str) -> bool {
    if text.len() != 18 || !text.bytes().take(17).all(|b| b.is_ascii_digit()) {
        return false;
    }
    let number = |from: usize, to: usize| {
        text.get(from..to)
            .and_then(|t| t.parse::<u32>().ok())
            .unwrap_or(0)
    };
    (1900..2100).contains(&number(6, 10))
        && (1..=12).contains(&number(10, 12))
        && (1..=31).contains(&number(12, 14))
}

/// Whether a short text reads like a person's name. With `unheaded` two capitalised words
/// are enough.
#[must_use]
pub fn looks_like_name(text: &str, unheaded: bool) -> bool {
    let text = text.trim();
    let folded = fold(text);
    if has_title(&folded) {
        return true;
    }
    if text.chars().any(|c| c.is_numeric()) || redact::is_ordinary(text) {
        return false;
    }
    if text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        let count = text.chars().count();
        return unheaded
            && (2..=3).contains(&count)
            && text.chars().next().is_some_and(|c| FAMILY.contains(c))
            && !text.ends_with([
                '省', '市', '县', '区', '镇', '乡', '村', '州', '局', '部', '厅', '院', '校', '司',
                '河', '山', '江', '湖', '城', '岛', '元',
            ]);
    }
    let words: Vec<&str> = folded.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    if !(2..=4).contains(&words.len()) || words.iter().any(|w| BODIES.contains(w)) {
        return false;
    }
    if words
        .iter()
        .any(|w| GIVEN.split_whitespace().any(|g| g == *w))
    {
        return true;
    }
    let is_capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().count() > 0
            && letters.all(|c| c.is_lowercase() || c == '-' || c == '\'' || c == '’')
    };
    unheaded
        && text
            .split([' ', ','])
            .filter(|w| !w.is_empty())
            .all(is_capital)
}

/// Whether a text begins or ends with a form of address.
#[must_use]
pub(super) fn has_title(folded: &str) -> bool {
    let mut words = folded.split_whitespace();
    let first = words.next().unwrap_or_default();
    let short = folded.chars().count() <= 40;
    let behind = TITLES_BEHIND.iter().any(|t| folded.ends_with(t)) && folded.chars().count() <= 6;
    (TITLES.contains(&first) && words.next().is_some() && short) || behind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_folded() {
        for heading in HEADINGS.iter().chain(WITHIN) {
            assert_eq!(fold_heading(heading), *heading);
        }
        for heading in PERHAPS {
            assert_eq!(fold_heading(heading), *heading);
        }
        for word in TITLES.iter().chain(TITLES_BEHIND).chain(BODIES) {
            assert_eq!(fold(word), *word);
        }
        for word in GIVEN.split_whitespace() {
            assert_eq!(fold(word), word);
        }
    }

    #[test]
    fn headings_that_announce_a_person() {
        for heading in [
            "Full name",
            "E-mail",
            "Contact Person",
            "Phone no.",
            "phone_number",
            "Téléphone",
            "Nom et prénom",
            "Correo electrónico",
            "Teléfono",
            "رقم الهاتف",
            "الاسم الكامل",
            "姓名",
            "联系人",
            "身份证号码",
            "Contact person 2",
            "Passport No",
            "National ID",
            "Beneficiary phone",
            "学生姓名（全）",
        ] {
            assert!(announces(heading), "{heading}");
        }
        for heading in [
            "name",
            "Organisation name",
            "Provider name",
            "Title",
            "Amount",
            "名称",
            "机构名称",
            "Nom de l'organisation",
            "Beneficiaries",
            "People reached",
            "Beds",
        ] {
            assert!(!announces(heading), "{heading}");
        }
    }

    #[test]
    fn no_heading_of_a_layout_is_refused() {
        for sheet in super::super::heading::SHEETS {
            for column in sheet.columns {
                for name in column.names {
                    assert!(!announces(name), "{name}");
                }
            }
        }
    }

    #[test]
    fn names_in_columns_without_a_heading() {
        for text in [
            "Ada Example",
            "Mr Example",
            "Dr. A. Example",
            "王示例",
            "محمد المثال",
            "Maria de Prueba",
            "测试先生",
        ] {
            assert!(looks_like_name(text, true), "{text}");
        }
        for text in [
            "South Sudan",
            "Ministry of Health",
            "Harbour Region (invented)",
            "Water and Sanitation",
            "total",
            "ok",
            "Upper Mere",
            "江苏省",
            "12 beds",
        ] {
            assert!(!looks_like_name(text, true), "{text}");
        }
        assert!(!looks_like_name("Lowmere Clinic Works", false));
        assert!(looks_like_name("Maria Example", false));
    }

    #[test]
    fn telephones_and_identity_numbers_without_a_word() {
        for text in [
            "0100 555 0199",
            "13800138000",
            "(020) 7946 0000",
            "+44 20 7946 0000",
            "555-010-0199",
        ] {
            assert!(is_telephone(text), "{text}");
        }
        for text in [
            "1 234 567 890",
            "12345678",
            "2024-03-05",
            "1200",
            "1,234,567",
            "100.50",
        ] {
            assert!(!is_telephone(text), "{text}");
        }
        for text in [
            "11010519491231002X",
            "110105194912310000",
            "999-99-9999",
            "AB1234567",
            "12345678Z",
        ] {
            assert!(is_identity(text), "{text}");
        }
        for text in ["123456789012345678", "1200", "T-2021-04", "XI-TEST-1"] {
            assert!(!is_identity(text), "{text}");
        }
    }
}
