//! Our own layout: which sheet has which column, in five languages. From this one table
//! come the reader, the template and the documentation.

use super::layout::{Column as Mapped, Layout, RecordTakes, Table, Target, target_of};
use super::path::{Path, Takes};
use super::{FAULTS, fold_heading};
use crate::codelist;
use crate::read::UnitKind;
use crate::version::Version;

/// The languages of headings, in the order of [`Column::names`].
pub const LANGUAGES: [&str; 5] = ["en", "fr", "es", "ar", "zh"];

/// One sheet of the template.
#[derive(Debug)]
pub struct Sheet {
    pub id: &'static str,
    /// In the order of [`LANGUAGES`].
    pub names: [&'static str; 5],
    /// Its rows are items of a programme: the section's name.
    pub section: Option<&'static str>,
    pub note: &'static str,
    pub columns: &'static [Column],
}

/// One column of a sheet.
#[derive(Debug)]
pub struct Column {
    pub id: &'static str,
    /// In the order of [`LANGUAGES`].
    pub names: [&'static str; 5],
    /// A path below `iati-activity`; `#id`, the activity; `record KEY TAKES`, one of a
    /// programme's keys; `type` and `reports`, of the organisation that publishes.
    pub target: &'static str,
    /// Every row must have it.
    pub needed: bool,
    /// What stands in the template's example row.
    pub example: &'static str,
    pub note: &'static str,
    /// The words it takes, where they are on no codelist.
    pub choices: &'static [&'static str],
}

impl Column {
    /// The codelist of its values, if there is one: of those that depend on a vocabulary
    /// the one that holds where none is stated.
    #[must_use]
    pub fn codelist(&self) -> Option<&'static str> {
        if self.target == "type" {
            return Some("OrganisationType");
        }
        let path = Path::parse(self.target, UnitKind::Activity)?;
        let Takes::Code(checks) = path.takes else {
            return matches!(path.takes, Takes::Language).then_some("Language");
        };
        let first = checks.first()?;
        Some(first.list)
    }

    /// What may be chosen: codes with their names, or the words it takes.
    #[must_use]
    pub fn choice(&self) -> Vec<String> {
        let Some(list) = self.codelist().and_then(codelist::list) else {
            return self.choices.iter().map(|c| (*c).to_owned()).collect();
        };
        let current = list
            .codes
            .iter()
            .filter(|c| c.versions.contains(Version::V2_03) && !c.withdrawn);
        current
            .map(|c| match c.name {
                "" => c.code.to_owned(),
                name => format!("{} - {name}", c.code),
            })
            .collect()
    }
}

/// Our layout as the reader uses it.
pub(super) fn layout() -> Layout {
    Layout {
        id: "counterfoil",
        title: "Counterfoil's own template",
        kind: UnitKind::Activity,
        tables: SHEETS.iter().map(table).collect(),
        joins_identifier: false,
        has_activities: true,
        mechanical: None,
    }
}

/// What columns are called besides, in English: sheet, column, names.
const ALSO: &[(&str, &str, &[&str])] = &[
    (
        "activities",
        "identifier",
        &["activity id", "iati identifier", "iati activity identifier"],
    ),
    ("activities", "title", &["activity title", "project title"]),
    ("activities", "description", &["activity description"]),
    ("activities", "status", &["activity status"]),
    (
        "transactions",
        "activity",
        &[
            "activity",
            "activity id",
            "iati identifier",
            "iati activity identifier",
        ],
    ),
    ("transactions", "type", &["transaction type"]),
    ("transactions", "date", &["transaction date"]),
    ("transactions", "amount", &["value", "transaction value"]),
    (
        "transactions",
        "reference",
        &["transaction reference", "internal reference"],
    ),
    (
        "budgets",
        "activity",
        &[
            "activity",
            "activity id",
            "iati identifier",
            "iati activity identifier",
        ],
    ),
    ("budgets", "amount", &["value", "budget value"]),
    ("budgets", "from", &["period start", "start"]),
    ("budgets", "to", &["period end", "end"]),
    (
        "results",
        "activity",
        &[
            "activity",
            "activity id",
            "iati identifier",
            "iati activity identifier",
        ],
    ),
    ("results", "from", &["period start", "start"]),
    ("results", "to", &["period end", "end"]),
];

fn table(sheet: &'static Sheet) -> Table {
    let mut names: Vec<String> = sheet.names.iter().map(|n| fold_heading(n)).collect();
    names.dedup();
    Table {
        names,
        fills_down: false,
        columns: sheet
            .columns
            .iter()
            .filter_map(|c| mapped(sheet, c))
            .collect(),
        section: sheet.section,
    }
}

fn mapped(sheet: &Sheet, column: &'static Column) -> Option<Mapped> {
    let also = ALSO
        .iter()
        .filter(|(s, c, _)| *s == sheet.id && *c == column.id)
        .flat_map(|(_, _, names)| names.iter());
    let mut headings: Vec<String> = Vec::new();
    for name in column.names.iter().chain(also) {
        let folded = fold_heading(name);
        if !headings.contains(&folded) {
            headings.push(folded);
        }
    }
    Some(Mapped {
        headings,
        target: target(column.target)?,
        needed: column.needed,
    })
}

fn target(text: &'static str) -> Option<Target> {
    match text {
        "type" => return Some(Target::Record("~type", RecordTakes::Text)),
        "reports" => return Some(Target::Record("~reports", RecordTakes::YesNo)),
        _ => {}
    }
    let Some(record) = text.strip_prefix("record ") else {
        return target_of(text, UnitKind::Activity);
    };
    let (key, takes) = record.split_once(' ')?;
    let takes = match takes {
        "text" => RecordTakes::Text,
        "list" => RecordTakes::List,
        "number" => RecordTakes::Number,
        "day" => RecordTakes::Day,
        "dayor" => RecordTakes::DayOr,
        _ => return None,
    };
    Some(Target::Record(key, takes))
}

/// The sheets, columns and faults as `docs/spreadsheets.md` has them.
#[must_use]
pub fn reference() -> String {
    let mut text = "## Sheets and columns\n\n".to_owned();
    for sheet in SHEETS {
        text.push_str(&format!(
            "### {}\n\n{} ({})\n\n| column | fr | es | ar | zh | takes | |\n|---|---|---|---|---|---|---|\n",
            sheet.id,
            sheet.note,
            sheet.names[1..].join(", ")
        ));
        for column in sheet.columns {
            let needed = if column.needed { " **(needed)**" } else { "" };
            text.push_str(&format!(
                "| {}{needed} | {} | {} | {} |\n",
                column.names[0],
                column.names[1..].join(" | "),
                takes(column),
                column.note
            ));
        }
        text.push('\n');
    }
    text.push_str("## Faults\n\n| fault | what it is |\n|---|---|\n");
    for (_, id, means) in FAULTS {
        text.push_str(&format!("| `{id}` | {means} |\n"));
    }
    text
}

/// What may stand in a column, in words.
fn takes(column: &Column) -> String {
    if let Some(list) = column.codelist() {
        return format!("a code or a name of `{list}`");
    }
    if !column.choices.is_empty() {
        let all: Vec<String> = column.choices.iter().map(|c| format!("`{c}`")).collect();
        return all.join(", ");
    }
    let words = match target(column.target) {
        Some(Target::Leaf { path, .. }) => match path.takes {
            Takes::Amount => "an amount",
            Takes::Number | Takes::Figure => "a number",
            Takes::Percentage => "per cent",
            Takes::Whole => "a whole number",
            Takes::Day => "a day",
            Takes::YesNo => "yes or no",
            Takes::Exact => "an identifier",
            _ => "text",
        },
        Some(Target::Record(_, takes)) => match takes {
            RecordTakes::Number => "a number",
            RecordTakes::Day => "a day",
            RecordTakes::DayOr => "a day, a month or a year",
            RecordTakes::List => "text, or several with semicolons",
            RecordTakes::YesNo => "yes or no",
            RecordTakes::Text => "text",
        },
        _ => "an identifier",
    };
    words.to_owned()
}

/// The sheets, in their order.
pub const SHEETS: &[Sheet] = &[
    Sheet {
        id: "organisations",
        names: [
            "organisations",
            "organisations",
            "organizaciones",
            "المنظمات",
            "机构",
        ],
        section: Some("organisation"),
        note: "Who takes part: offices, hospitals, schools; never a person. One row reports: that of the office whose workbook this is.",
        columns: &[
            Column {
                id: "identifier",
                names: [
                    "identifier",
                    "identifiant",
                    "identificador",
                    "المعرف",
                    "标识符",
                ],
                target: "record id text",
                needed: true,
                example: "XI-TEST-GIVER",
                note: "its identifier in IATI, e.g. XM-DAC-7",
                choices: &[],
            },
            Column {
                id: "name",
                names: ["name", "nom", "nombre", "الاسم", "名称"],
                target: "record name text",
                needed: true,
                example: "Harbour Region (invented)",
                note: "its name",
                choices: &[],
            },
            Column {
                id: "type",
                names: ["type", "type", "tipo", "النوع", "类型"],
                target: "type",
                needed: false,
                example: "10",
                note: "code of OrganisationType; needed of the one that reports",
                choices: &[],
            },
            Column {
                id: "side",
                names: ["side", "côté", "lado", "الجانب", "方"],
                target: "record side text",
                needed: false,
                example: "donor",
                note: "on which side of pairings it stands",
                choices: &["donor", "recipient", "both"],
            },
            Column {
                id: "also",
                names: [
                    "other identifiers",
                    "autres identifiants",
                    "otros identificadores",
                    "معرفات أخرى",
                    "其他标识符",
                ],
                target: "record also list",
                needed: false,
                example: "",
                note: "other identifiers that publishers use for it, with semicolons between",
                choices: &[],
            },
            Column {
                id: "reports",
                names: ["reports", "déclare", "informa", "يُبلغ", "报告"],
                target: "reports",
                needed: false,
                example: "yes",
                note: "yes: the activities of this workbook are told by it",
                choices: &["yes", "no"],
            },
        ],
    },
    Sheet {
        id: "pairings",
        names: [
            "pairings",
            "jumelages",
            "emparejamientos",
            "الاقترانات",
            "对口关系",
        ],
        section: Some("pairing"),
        note: "Who is bound to whom. A programme's reader takes these rows.",
        columns: &[
            Column {
                id: "id",
                names: ["id", "id", "id", "الرمز", "编号"],
                target: "record id text",
                needed: true,
                example: "harbour-lowmere",
                note: "a short name of your own",
                choices: &[],
            },
            Column {
                id: "level",
                names: ["level", "niveau", "nivel", "المستوى", "层级"],
                target: "record level text",
                needed: true,
                example: "province-prefecture",
                note: "kind of giver, hyphen, kind of recipient",
                choices: &[],
            },
            Column {
                id: "donor",
                names: ["donor", "donateur", "donante", "المانح", "援助方"],
                target: "record donor text",
                needed: true,
                example: "XI-TEST-GIVER",
                note: "identifier of the one that gives",
                choices: &[],
            },
            Column {
                id: "recipient",
                names: ["recipient", "bénéficiaire", "receptor", "المتلقي", "受援方"],
                target: "record recipient text",
                needed: true,
                example: "XI-TEST-TAKER",
                note: "identifier of the one that receives",
                choices: &[],
            },
            Column {
                id: "areas",
                names: ["areas", "zones", "zonas", "المناطق", "地区"],
                target: "record areas list",
                needed: false,
                example: "",
                note: "names of the areas it is for, with semicolons between",
                choices: &[],
            },
            Column {
                id: "from",
                names: ["from", "du", "desde", "من", "开始日期"],
                target: "record from day",
                needed: true,
                example: "2021-01-04",
                note: "first day",
                choices: &[],
            },
            Column {
                id: "to",
                names: ["to", "au", "hasta", "إلى", "结束日期"],
                target: "record to day",
                needed: false,
                example: "",
                note: "last day; empty where it is open",
                choices: &[],
            },
            Column {
                id: "terms",
                names: ["terms", "termes", "términos", "الشروط", "条款"],
                target: "record terms text",
                needed: false,
                example: "Three years of help.",
                note: "what was agreed, in a sentence",
                choices: &[],
            },
            Column {
                id: "activities",
                names: ["activities", "activités", "actividades", "الأنشطة", "活动"],
                target: "record activities list",
                needed: false,
                example: "",
                note: "identifiers of activities that belong to it, with semicolons between",
                choices: &[],
            },
            Column {
                id: "within",
                names: ["within", "au sein de", "dentro de", "ضمن", "隶属于"],
                target: "record within text",
                needed: false,
                example: "",
                note: "id of the pairing that it is part of",
                choices: &[],
            },
            Column {
                id: "source",
                names: ["source", "source", "fuente", "المصدر", "来源"],
                target: "record source list",
                needed: true,
                example: "https://example.org/agreement",
                note: "address or title of the document that says so",
                choices: &[],
            },
        ],
    },
    Sheet {
        id: "activities",
        names: ["activities", "activités", "actividades", "الأنشطة", "活动"],
        section: None,
        note: "One activity a row. More countries, sectors and organisations of it go on further rows with the same identifier.",
        columns: &[
            Column {
                id: "identifier",
                names: [
                    "activity identifier",
                    "identifiant de l'activité",
                    "identificador de la actividad",
                    "معرف النشاط",
                    "活动标识符",
                ],
                target: "#id",
                needed: true,
                example: "XI-TEST-GIVER-1",
                note: "its identifier in IATI",
                choices: &[],
            },
            Column {
                id: "title",
                names: ["title", "titre", "título", "العنوان", "标题"],
                target: "title/narrative",
                needed: false,
                example: "Clinic in Lowmere (invented)",
                note: "needed once for each activity",
                choices: &[],
            },
            Column {
                id: "description",
                names: ["description", "description", "descripción", "الوصف", "说明"],
                target: "description/narrative",
                needed: false,
                example: "A clinic of twelve beds.",
                note: "needed once for each activity",
                choices: &[],
            },
            Column {
                id: "language",
                names: ["language", "langue", "idioma", "اللغة", "语言"],
                target: "@xml:lang",
                needed: false,
                example: "en",
                note: "code of the language of the texts",
                choices: &[],
            },
            Column {
                id: "status",
                names: ["status", "statut", "estado", "الحالة", "状态"],
                target: "activity-status/@code",
                needed: false,
                example: "2",
                note: "needed once for each activity",
                choices: &[],
            },
            Column {
                id: "planned-start",
                names: [
                    "planned start",
                    "début prévu",
                    "inicio previsto",
                    "البدء المخطط",
                    "计划开始",
                ],
                target: "activity-date[@type=1]/@iso-date",
                needed: false,
                example: "2021-03-01",
                note: "one date of the four is needed",
                choices: &[],
            },
            Column {
                id: "actual-start",
                names: [
                    "actual start",
                    "début réel",
                    "inicio real",
                    "البدء الفعلي",
                    "实际开始",
                ],
                target: "activity-date[@type=2]/@iso-date",
                needed: false,
                example: "2021-03-15",
                note: "one date of the four is needed",
                choices: &[],
            },
            Column {
                id: "planned-end",
                names: [
                    "planned end",
                    "fin prévue",
                    "fin previsto",
                    "الانتهاء المخطط",
                    "计划结束",
                ],
                target: "activity-date[@type=3]/@iso-date",
                needed: false,
                example: "2023-12-31",
                note: "",
                choices: &[],
            },
            Column {
                id: "actual-end",
                names: [
                    "actual end",
                    "fin réelle",
                    "fin real",
                    "الانتهاء الفعلي",
                    "实际结束",
                ],
                target: "activity-date[@type=4]/@iso-date",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "default-currency",
                names: [
                    "default currency",
                    "devise par défaut",
                    "moneda por defecto",
                    "العملة الافتراضية",
                    "默认货币",
                ],
                target: "@default-currency",
                needed: false,
                example: "EUR",
                note: "currency of amounts that state none",
                choices: &[],
            },
            Column {
                id: "organisation",
                names: [
                    "organisation",
                    "organisation",
                    "organización",
                    "المنظمة",
                    "参与机构",
                ],
                target: "participating-org/@ref",
                needed: false,
                example: "XI-TEST-GIVER",
                note: "identifier of one that takes part; at least one is needed",
                choices: &[],
            },
            Column {
                id: "organisation-name",
                names: [
                    "organisation name",
                    "nom de l'organisation",
                    "nombre de la organización",
                    "اسم المنظمة",
                    "参与机构名称",
                ],
                target: "participating-org/narrative",
                needed: false,
                example: "Harbour Region (invented)",
                note: "",
                choices: &[],
            },
            Column {
                id: "role",
                names: ["role", "rôle", "rol", "الدور", "角色"],
                target: "participating-org/@role",
                needed: false,
                example: "1",
                note: "what part it takes",
                choices: &[],
            },
            Column {
                id: "organisation-type",
                names: [
                    "organisation type",
                    "type d'organisation",
                    "tipo de organización",
                    "نوع المنظمة",
                    "机构类型",
                ],
                target: "participating-org/@type",
                needed: false,
                example: "10",
                note: "",
                choices: &[],
            },
            Column {
                id: "country",
                names: ["country", "pays", "país", "البلد", "国家"],
                target: "recipient-country/@code",
                needed: false,
                example: "CD",
                note: "",
                choices: &[],
            },
            Column {
                id: "country-share",
                names: [
                    "country share",
                    "part du pays",
                    "porcentaje del país",
                    "حصة البلد",
                    "国家占比",
                ],
                target: "recipient-country/@percentage",
                needed: false,
                example: "100",
                note: "per cent; all of an activity make 100",
                choices: &[],
            },
            Column {
                id: "region",
                names: ["region", "région", "región", "الإقليم", "区域"],
                target: "recipient-region/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "region-share",
                names: [
                    "region share",
                    "part de la région",
                    "porcentaje de la región",
                    "حصة الإقليم",
                    "区域占比",
                ],
                target: "recipient-region/@percentage",
                needed: false,
                example: "",
                note: "per cent",
                choices: &[],
            },
            Column {
                id: "sector",
                names: ["sector", "secteur", "sector", "القطاع", "部门"],
                target: "sector/@code",
                needed: false,
                example: "12220",
                note: "",
                choices: &[],
            },
            Column {
                id: "sector-vocabulary",
                names: [
                    "sector vocabulary",
                    "vocabulaire du secteur",
                    "vocabulario del sector",
                    "مفردات القطاع",
                    "部门词表",
                ],
                target: "sector/@vocabulary",
                needed: false,
                example: "",
                note: "1 where it is empty: purpose codes of five digits",
                choices: &[],
            },
            Column {
                id: "sector-share",
                names: [
                    "sector share",
                    "part du secteur",
                    "porcentaje del sector",
                    "حصة القطاع",
                    "部门占比",
                ],
                target: "sector/@percentage",
                needed: false,
                example: "100",
                note: "per cent; all of an activity make 100",
                choices: &[],
            },
            Column {
                id: "aid-type",
                names: [
                    "aid type",
                    "type d'aide",
                    "tipo de ayuda",
                    "نوع المعونة",
                    "援助类型",
                ],
                target: "default-aid-type/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "finance-type",
                names: [
                    "finance type",
                    "type de financement",
                    "tipo de financiación",
                    "نوع التمويل",
                    "资金类型",
                ],
                target: "default-finance-type/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "flow-type",
                names: [
                    "flow type",
                    "type d'apport",
                    "tipo de flujo",
                    "نوع التدفق",
                    "流量类型",
                ],
                target: "default-flow-type/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "tied-status",
                names: [
                    "tied status",
                    "statut de liaison",
                    "estado de ligazón",
                    "حالة التقييد",
                    "限制状态",
                ],
                target: "default-tied-status/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "humanitarian",
                names: [
                    "humanitarian",
                    "humanitaire",
                    "humanitaria",
                    "إنساني",
                    "人道主义",
                ],
                target: "@humanitarian",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "hierarchy",
                names: [
                    "hierarchy",
                    "hiérarchie",
                    "jerarquía",
                    "المستوى الهرمي",
                    "级别",
                ],
                target: "@hierarchy",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "parent",
                names: [
                    "parent activity",
                    "activité parente",
                    "actividad matriz",
                    "النشاط الأصل",
                    "上级活动",
                ],
                target: "related-activity[@type=1]/@ref",
                needed: false,
                example: "",
                note: "identifier of the activity that it is part of",
                choices: &[],
            },
        ],
    },
    Sheet {
        id: "transactions",
        names: [
            "transactions",
            "transactions",
            "transacciones",
            "المعاملات",
            "交易",
        ],
        section: None,
        note: "One transaction a row.",
        columns: &[
            Column {
                id: "activity",
                names: [
                    "activity identifier",
                    "identifiant de l'activité",
                    "identificador de la actividad",
                    "معرف النشاط",
                    "活动标识符",
                ],
                target: "#id",
                needed: true,
                example: "XI-TEST-GIVER-1",
                note: "the activity it is of",
                choices: &[],
            },
            Column {
                id: "reference",
                names: ["reference", "référence", "referencia", "المرجع", "编号"],
                target: "transaction/@ref",
                needed: false,
                example: "T-1",
                note: "",
                choices: &[],
            },
            Column {
                id: "type",
                names: ["type", "type", "tipo", "النوع", "类型"],
                target: "transaction/transaction-type/@code",
                needed: true,
                example: "3",
                note: "",
                choices: &[],
            },
            Column {
                id: "date",
                names: ["date", "date", "fecha", "التاريخ", "日期"],
                target: "transaction/transaction-date/@iso-date",
                needed: true,
                example: "2021-04-01",
                note: "",
                choices: &[],
            },
            Column {
                id: "amount",
                names: ["amount", "montant", "importe", "المبلغ", "金额"],
                target: "transaction/value",
                needed: true,
                example: "250000",
                note: "",
                choices: &[],
            },
            Column {
                id: "currency",
                names: ["currency", "devise", "moneda", "العملة", "货币"],
                target: "transaction/value/@currency",
                needed: false,
                example: "EUR",
                note: "else the activity's default",
                choices: &[],
            },
            Column {
                id: "value-date",
                names: [
                    "value date",
                    "date de valeur",
                    "fecha de valor",
                    "تاريخ القيمة",
                    "计价日期",
                ],
                target: "transaction/value/@value-date",
                needed: false,
                example: "",
                note: "the day for the rate of exchange; else the date",
                choices: &[],
            },
            Column {
                id: "description",
                names: ["description", "description", "descripción", "الوصف", "说明"],
                target: "transaction/description/narrative",
                needed: false,
                example: "First instalment",
                note: "",
                choices: &[],
            },
            Column {
                id: "provider",
                names: ["provider", "fournisseur", "proveedor", "المقدم", "提供方"],
                target: "transaction/provider-org/@ref",
                needed: false,
                example: "XI-TEST-GIVER",
                note: "its identifier",
                choices: &[],
            },
            Column {
                id: "provider-name",
                names: [
                    "provider name",
                    "nom du fournisseur",
                    "nombre del proveedor",
                    "اسم المقدم",
                    "提供方名称",
                ],
                target: "transaction/provider-org/narrative",
                needed: false,
                example: "",
                note: "its name; never a person's",
                choices: &[],
            },
            Column {
                id: "provider-activity",
                names: [
                    "provider activity",
                    "activité du fournisseur",
                    "actividad del proveedor",
                    "نشاط المقدم",
                    "提供方活动",
                ],
                target: "transaction/provider-org/@provider-activity-id",
                needed: false,
                example: "",
                note: "identifier of the activity in its books",
                choices: &[],
            },
            Column {
                id: "receiver",
                names: [
                    "receiver",
                    "destinataire",
                    "destinatario",
                    "المستلم",
                    "接收方",
                ],
                target: "transaction/receiver-org/@ref",
                needed: false,
                example: "XI-TEST-TAKER",
                note: "its identifier",
                choices: &[],
            },
            Column {
                id: "receiver-name",
                names: [
                    "receiver name",
                    "nom du destinataire",
                    "nombre del destinatario",
                    "اسم المستلم",
                    "接收方名称",
                ],
                target: "transaction/receiver-org/narrative",
                needed: false,
                example: "",
                note: "its name; never a person's",
                choices: &[],
            },
            Column {
                id: "receiver-activity",
                names: [
                    "receiver activity",
                    "activité du destinataire",
                    "actividad del destinatario",
                    "نشاط المستلم",
                    "接收方活动",
                ],
                target: "transaction/receiver-org/@receiver-activity-id",
                needed: false,
                example: "",
                note: "identifier of the activity in its books",
                choices: &[],
            },
            Column {
                id: "sector",
                names: ["sector", "secteur", "sector", "القطاع", "部门"],
                target: "transaction/sector/@code",
                needed: false,
                example: "",
                note: "only if the activity has none",
                choices: &[],
            },
            Column {
                id: "country",
                names: ["country", "pays", "país", "البلد", "国家"],
                target: "transaction/recipient-country/@code",
                needed: false,
                example: "",
                note: "only if the activity has none",
                choices: &[],
            },
            Column {
                id: "finance-type",
                names: [
                    "finance type",
                    "type de financement",
                    "tipo de financiación",
                    "نوع التمويل",
                    "资金类型",
                ],
                target: "transaction/finance-type/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "aid-type",
                names: [
                    "aid type",
                    "type d'aide",
                    "tipo de ayuda",
                    "نوع المعونة",
                    "援助类型",
                ],
                target: "transaction/aid-type/@code",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "humanitarian",
                names: [
                    "humanitarian",
                    "humanitaire",
                    "humanitaria",
                    "إنساني",
                    "人道主义",
                ],
                target: "transaction/@humanitarian",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
        ],
    },
    Sheet {
        id: "budgets",
        names: ["budgets", "budgets", "presupuestos", "الميزانيات", "预算"],
        section: None,
        note: "One budget of one period a row.",
        columns: &[
            Column {
                id: "activity",
                names: [
                    "activity identifier",
                    "identifiant de l'activité",
                    "identificador de la actividad",
                    "معرف النشاط",
                    "活动标识符",
                ],
                target: "#id",
                needed: true,
                example: "XI-TEST-GIVER-1",
                note: "the activity it is of",
                choices: &[],
            },
            Column {
                id: "type",
                names: ["type", "type", "tipo", "النوع", "类型"],
                target: "budget/@type",
                needed: false,
                example: "1",
                note: "",
                choices: &[],
            },
            Column {
                id: "status",
                names: ["status", "statut", "estado", "الحالة", "状态"],
                target: "budget/@status",
                needed: false,
                example: "2",
                note: "",
                choices: &[],
            },
            Column {
                id: "from",
                names: ["from", "du", "desde", "من", "开始日期"],
                target: "budget/period-start/@iso-date",
                needed: true,
                example: "2021-01-01",
                note: "first day",
                choices: &[],
            },
            Column {
                id: "to",
                names: ["to", "au", "hasta", "إلى", "结束日期"],
                target: "budget/period-end/@iso-date",
                needed: true,
                example: "2021-12-31",
                note: "last day",
                choices: &[],
            },
            Column {
                id: "amount",
                names: ["amount", "montant", "importe", "المبلغ", "金额"],
                target: "budget/value",
                needed: true,
                example: "900000",
                note: "",
                choices: &[],
            },
            Column {
                id: "currency",
                names: ["currency", "devise", "moneda", "العملة", "货币"],
                target: "budget/value/@currency",
                needed: false,
                example: "EUR",
                note: "else the activity's default",
                choices: &[],
            },
            Column {
                id: "value-date",
                names: [
                    "value date",
                    "date de valeur",
                    "fecha de valor",
                    "تاريخ القيمة",
                    "计价日期",
                ],
                target: "budget/value/@value-date",
                needed: false,
                example: "",
                note: "else the first day",
                choices: &[],
            },
        ],
    },
    Sheet {
        id: "results",
        names: ["results", "résultats", "resultados", "النتائج", "成果"],
        section: None,
        note: "One period of one indicator a row. Rows with the same result and indicator are of one.",
        columns: &[
            Column {
                id: "activity",
                names: [
                    "activity identifier",
                    "identifiant de l'activité",
                    "identificador de la actividad",
                    "معرف النشاط",
                    "活动标识符",
                ],
                target: "#id",
                needed: true,
                example: "XI-TEST-GIVER-1",
                note: "the activity it is of",
                choices: &[],
            },
            Column {
                id: "result",
                names: ["result", "résultat", "resultado", "النتيجة", "成果名称"],
                target: "result/title/narrative #key result",
                needed: true,
                example: "Beds opened",
                note: "title of the result",
                choices: &[],
            },
            Column {
                id: "type",
                names: [
                    "result type",
                    "type de résultat",
                    "tipo de resultado",
                    "نوع النتيجة",
                    "成果类型",
                ],
                target: "result/@type",
                needed: true,
                example: "1",
                note: "",
                choices: &[],
            },
            Column {
                id: "indicator",
                names: ["indicator", "indicateur", "indicador", "المؤشر", "指标"],
                target: "result/indicator/title/narrative #key result/indicator",
                needed: true,
                example: "Beds in use",
                note: "title of the indicator",
                choices: &[],
            },
            Column {
                id: "measure",
                names: ["measure", "mesure", "medida", "وحدة القياس", "计量方式"],
                target: "result/indicator/@measure",
                needed: true,
                example: "1",
                note: "",
                choices: &[],
            },
            Column {
                id: "ascending",
                names: ["ascending", "croissant", "ascendente", "تصاعدي", "越高越好"],
                target: "result/indicator/@ascending",
                needed: false,
                example: "yes",
                note: "",
                choices: &[],
            },
            Column {
                id: "indicator-description",
                names: [
                    "indicator description",
                    "description de l'indicateur",
                    "descripción del indicador",
                    "وصف المؤشر",
                    "指标说明",
                ],
                target: "result/indicator/description/narrative",
                needed: false,
                example: "",
                note: "",
                choices: &[],
            },
            Column {
                id: "baseline-year",
                names: [
                    "baseline year",
                    "année de référence",
                    "año de referencia",
                    "سنة الأساس",
                    "基线年份",
                ],
                target: "result/indicator/baseline/@year",
                needed: false,
                example: "2020",
                note: "",
                choices: &[],
            },
            Column {
                id: "baseline",
                names: [
                    "baseline",
                    "valeur de référence",
                    "valor de referencia",
                    "قيمة الأساس",
                    "基线值",
                ],
                target: "result/indicator/baseline/@value",
                needed: false,
                example: "0",
                note: "",
                choices: &[],
            },
            Column {
                id: "from",
                names: ["from", "du", "desde", "من", "开始日期"],
                target: "result/indicator/period/period-start/@iso-date",
                needed: false,
                example: "2021-01-01",
                note: "first day of the period",
                choices: &[],
            },
            Column {
                id: "to",
                names: ["to", "au", "hasta", "إلى", "结束日期"],
                target: "result/indicator/period/period-end/@iso-date",
                needed: false,
                example: "2021-12-31",
                note: "last day of the period",
                choices: &[],
            },
            Column {
                id: "target",
                names: ["target", "cible", "meta", "الهدف", "目标值"],
                target: "result/indicator/period/target/@value",
                needed: false,
                example: "12",
                note: "",
                choices: &[],
            },
            Column {
                id: "actual",
                names: ["actual", "réalisé", "logrado", "المحقق", "实际值"],
                target: "result/indicator/period/actual/@value",
                needed: false,
                example: "10",
                note: "",
                choices: &[],
            },
            Column {
                id: "comment",
                names: ["comment", "commentaire", "comentario", "تعليق", "备注"],
                target: "result/indicator/period/actual/comment/narrative",
                needed: false,
                example: "",
                note: "about the actual value",
                choices: &[],
            },
        ],
    },
    Sheet {
        id: "promises",
        names: ["promises", "promesses", "promesas", "الوعود", "承诺"],
        section: Some("promise"),
        note: "Public announcements. A programme's reader takes these rows.",
        columns: &[
            Column {
                id: "id",
                names: ["id", "id", "id", "الرمز", "编号"],
                target: "record id text",
                needed: true,
                example: "five-million",
                note: "a short name of your own",
                choices: &[],
            },
            Column {
                id: "kind",
                names: ["kind", "genre", "clase", "الصنف", "类别"],
                target: "record kind text",
                needed: true,
                example: "amount",
                note: "what is promised",
                choices: &["amount", "count", "share", "ratio", "change", "date"],
            },
            Column {
                id: "title",
                names: ["title", "titre", "título", "العنوان", "标题"],
                target: "record title text",
                needed: false,
                example: "",
                note: "a short name for tables",
                choices: &[],
            },
            Column {
                id: "wording",
                names: ["wording", "termes exacts", "texto exacto", "النص", "原文"],
                target: "record wording text",
                needed: true,
                example: "We will give five million by the end of 2023.",
                note: "what was said, as it was said",
                choices: &[],
            },
            Column {
                id: "language",
                names: ["language", "langue", "idioma", "اللغة", "语言"],
                target: "record language text",
                needed: false,
                example: "",
                note: "the language it was said in",
                choices: &[],
            },
            Column {
                id: "announcer",
                names: ["announcer", "annonceur", "anunciante", "المعلن", "宣布方"],
                target: "record announcer text",
                needed: true,
                example: "XI-TEST-GIVER",
                note: "identifier of the office that said it",
                choices: &[],
            },
            Column {
                id: "said",
                names: [
                    "said on",
                    "annoncé le",
                    "anunciado el",
                    "تاريخ الإعلان",
                    "宣布日期",
                ],
                target: "record said day",
                needed: true,
                example: "2021-02-01",
                note: "the day it was said",
                choices: &[],
            },
            Column {
                id: "source",
                names: ["source", "source", "fuente", "المصدر", "来源"],
                target: "record source list",
                needed: true,
                example: "https://example.org/agreement",
                note: "address or title of the document that says so",
                choices: &[],
            },
            Column {
                id: "pairing",
                names: [
                    "pairing",
                    "jumelage",
                    "emparejamiento",
                    "الاقتران",
                    "对口关系编号",
                ],
                target: "record pairing text",
                needed: false,
                example: "harbour-lowmere",
                note: "id of the pairing it is about",
                choices: &[],
            },
            Column {
                id: "sense",
                names: ["sense", "sens", "sentido", "الاتجاه", "方向"],
                target: "record sense text",
                needed: false,
                example: "",
                note: "at-least where it is empty",
                choices: &["at-least", "at-most", "exactly"],
            },
            Column {
                id: "target",
                names: ["target", "cible", "meta", "الهدف", "目标值"],
                target: "record target number",
                needed: false,
                example: "5000000",
                note: "the figure; of shares, ratios and changes in per cent",
                choices: &[],
            },
            Column {
                id: "no-figure",
                names: [
                    "why no figure",
                    "pourquoi pas de chiffre",
                    "por qué sin cifra",
                    "سبب غياب الرقم",
                    "无数字的原因",
                ],
                target: "record no_figure text",
                needed: false,
                example: "",
                note: "in the place of a target",
                choices: &[],
            },
            Column {
                id: "currency",
                names: ["currency", "devise", "moneda", "العملة", "货币"],
                target: "record currency text",
                needed: false,
                example: "EUR",
                note: "of an amount",
                choices: &[],
            },
            Column {
                id: "unit",
                names: ["unit", "unité", "unidad", "الوحدة", "单位"],
                target: "record unit text",
                needed: false,
                example: "",
                note: "what is counted",
                choices: &[],
            },
            Column {
                id: "from",
                names: ["from", "du", "desde", "من", "开始日期"],
                target: "record from day",
                needed: false,
                example: "",
                note: "the first day that counts",
                choices: &[],
            },
            Column {
                id: "baseline",
                names: [
                    "baseline",
                    "valeur de référence",
                    "valor de referencia",
                    "قيمة الأساس",
                    "基线值",
                ],
                target: "record baseline number",
                needed: false,
                example: "",
                note: "where it starts",
                choices: &[],
            },
            Column {
                id: "deadline",
                names: ["deadline", "échéance", "plazo", "الموعد النهائي", "期限"],
                target: "record deadline dayor",
                needed: false,
                example: "2023-12-31",
                note: "a day, a month or a year",
                choices: &[],
            },
            Column {
                id: "no-deadline",
                names: [
                    "why no deadline",
                    "pourquoi pas d'échéance",
                    "por qué sin plazo",
                    "سبب غياب الموعد",
                    "无期限的原因",
                ],
                target: "record no_deadline text",
                needed: false,
                example: "",
                note: "in the place of a deadline",
                choices: &[],
            },
            Column {
                id: "figure",
                names: [
                    "measured by",
                    "mesuré par",
                    "medido por",
                    "يقاس بـ",
                    "衡量方式",
                ],
                target: "record measure.figure text",
                needed: false,
                example: "flows",
                note: "the question that decides; docs/programme.md",
                choices: &[
                    "flows",
                    "activities",
                    "indicator",
                    "capacity",
                    "event",
                    "stated",
                ],
            },
            Column {
                id: "book",
                names: [
                    "whose book",
                    "livre de",
                    "libro de",
                    "دفتر من",
                    "以谁的账为准",
                ],
                target: "record measure.book text",
                needed: false,
                example: "recipient",
                note: "whose word decides",
                choices: &["donor", "recipient", "announcer"],
            },
            Column {
                id: "series",
                names: ["series", "série", "serie", "السلسلة", "系列"],
                target: "record measure.series list",
                needed: false,
                example: "incoming-funds",
                note: "of flows",
                choices: &[],
            },
            Column {
                id: "measured-in",
                names: [
                    "measured in",
                    "mesuré en",
                    "medido en",
                    "يقاس بعملة",
                    "衡量货币",
                ],
                target: "record measure.currency text",
                needed: false,
                example: "EUR",
                note: "currency, of flows",
                choices: &[],
            },
            Column {
                id: "measured-activities",
                names: [
                    "measured activities",
                    "activités mesurées",
                    "actividades medidas",
                    "الأنشطة المقيسة",
                    "衡量的活动",
                ],
                target: "record measure.activities list",
                needed: false,
                example: "",
                note: "identifiers, with semicolons between",
                choices: &[],
            },
            Column {
                id: "measured-title",
                names: [
                    "measured indicator",
                    "indicateur mesuré",
                    "indicador medido",
                    "المؤشر المقيس",
                    "衡量的指标",
                ],
                target: "record measure.title text",
                needed: false,
                example: "",
                note: "title of an indicator",
                choices: &[],
            },
            Column {
                id: "measured-pairing",
                names: [
                    "measured pairing",
                    "jumelage mesuré",
                    "emparejamiento medido",
                    "الاقتران المقيس",
                    "衡量的对口关系",
                ],
                target: "record measure.pairing text",
                needed: false,
                example: "harbour-lowmere",
                note: "id of the pairing whose flows count",
                choices: &[],
            },
            Column {
                id: "no-measure",
                names: [
                    "why no measure",
                    "pourquoi pas de mesure",
                    "por qué sin medida",
                    "سبب غياب القياس",
                    "无法衡量的原因",
                ],
                target: "record no_measure text",
                needed: false,
                example: "",
                note: "in the place of a measure",
                choices: &[],
            },
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_are_of_columns_that_are_there() {
        for (sheet, column, _) in ALSO {
            let sheet = SHEETS.iter().find(|s| s.id == *sheet).expect("a sheet");
            assert!(sheet.columns.iter().any(|c| c.id == *column), "{column}");
        }
    }

    #[test]
    fn every_column_is_understood() {
        for sheet in SHEETS {
            for column in sheet.columns {
                assert!(
                    target(column.target).is_some(),
                    "{} {}",
                    sheet.id,
                    column.id
                );
            }
        }
    }
}
