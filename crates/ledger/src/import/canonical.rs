//! The hash of what a unit says, whatever it looks like.
//!
//! White space between elements, the order of attributes, `last-updated-datetime`
//! and the bookkeeping of query services make no difference; all else does.

use crate::error::{Error, Result};
use crate::record::VersionBody;
use iati::read::{Context, Element, Tree};
use iati::redact::Redactor;
use sha2::{Digest, Sha256};

/// The hash of a unit and of what its surroundings add to it.
pub(crate) fn hash(tree: &Tree, context: &StoredContext) -> [u8; 32] {
    // Gathered first: a hash is fed better by the kilobyte than by the word.
    let mut form = Vec::with_capacity(tree.source().len() * 2);
    for text in [&context.version, &context.language, &context.currency] {
        feed(&mut form, b'c', text.as_deref().unwrap_or(""));
    }
    element(&mut form, &mut Vec::new(), tree.root(), true);
    Sha256::digest(&form).into()
}

fn feed(form: &mut Vec<u8>, tag: u8, text: &str) {
    form.push(tag);
    form.extend_from_slice(&(text.len() as u64).to_le_bytes());
    form.extend_from_slice(text.as_bytes());
}

fn element<'t>(
    form: &mut Vec<u8>,
    attributes: &mut Vec<(&'t str, &'t str)>,
    e: Element<'t>,
    is_root: bool,
) {
    feed(form, b'<', e.name());
    let all = e.attributes().map(|a| (a.name(), a.value()));
    attributes.extend(all.filter(|(name, _)| counts(name, is_root)));
    attributes.sort_unstable();
    for (name, value) in attributes.drain(..) {
        feed(form, b'@', name);
        feed(form, b'=', value);
    }
    let text = e.text();
    for word in text.split_whitespace() {
        feed(form, b't', word);
    }
    for child in e.children() {
        element(form, attributes, child, false);
    }
    form.push(b'>');
}

fn counts(name: &str, is_root: bool) -> bool {
    let stamp = is_root && name == "last-updated-datetime";
    !stamp && !name.starts_with("dstore:") && !name.starts_with("xmlns")
}

/// What a unit needs of the elements around it, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct StoredContext {
    pub root: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    #[serde(rename = "xml:lang", skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    #[serde(
        rename = "default-currency",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub currency: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub namespaces: Vec<(String, String)>,
}

impl StoredContext {
    pub(crate) fn of(context: &Context, redactor: &Redactor) -> Self {
        let attribute = |name: &str| context.attribute(name).map(|v| redactor.redact_text(v));
        Self {
            root: context.root.clone(),
            version: attribute("version"),
            language: attribute("xml:lang"),
            currency: attribute("default-currency"),
            namespaces: context
                .namespaces
                .iter()
                .map(|(prefix, uri)| (prefix.clone(), redactor.redact_text(uri)))
                .collect(),
        }
    }

    /// The same under today's rules.
    pub(crate) fn redacted(&self, redactor: &Redactor) -> Self {
        let clean = |text: &String| redactor.redact_text(text);
        Self {
            root: self.root.clone(),
            version: self.version.as_ref().map(clean),
            language: self.language.as_ref().map(clean),
            currency: self.currency.as_ref().map(clean),
            namespaces: (self.namespaces.iter())
                .map(|(prefix, uri)| (prefix.clone(), clean(uri)))
                .collect(),
        }
    }

    /// The context to parse a stored unit in.
    pub(crate) fn to_context(&self) -> Context {
        let attributes = [
            ("version", &self.version),
            ("xml:lang", &self.language),
            ("default-currency", &self.currency),
        ];
        let stated = attributes.into_iter();
        Context {
            root: self.root.clone(),
            namespaces: self.namespaces.clone(),
            attributes: stated
                .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)))
                .collect(),
            ..Context::default()
        }
    }
}

impl VersionBody {
    /// The unit as it was stored; `named` is what a message calls it.
    ///
    /// # Errors
    /// What is stored is damaged.
    pub(crate) fn parsed(self, named: &str) -> Result<(Tree, Context)> {
        let damaged = |what: &str| Error::Damaged(format!("{named}: {what}"));
        let stored: StoredContext =
            serde_json::from_str(&self.context).map_err(|_| damaged("its context"))?;
        let context = stored.to_context();
        let tree = Tree::parse(self.source, &context).map_err(|_| damaged("its source"))?;
        Ok((tree, context))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Option<[u8; 32]> {
        let tree = Tree::parse(source.to_owned(), &Context::default()).ok()?;
        Some(hash(&tree, &StoredContext::default()))
    }

    #[test]
    fn looks_make_no_difference_and_words_do() {
        let base = of("<a x='1' y='2'><b>t u</b></a>");
        assert!(base.is_some());
        assert_eq!(
            base,
            of("<a y=\"2\"  x=\"1\" last-updated-datetime='2020'>\n<b>\n t  u</b>\n</a>")
        );
        assert_eq!(
            base,
            of("<a xmlns:dstore='u' dstore:index='9' x='1' y='2'><b>t u</b></a>")
        );
        assert_ne!(base, of("<a x='1' y='2'><b>tu</b></a>"));
        assert_ne!(base, of("<a x='1' y='3'><b>t u</b></a>"));
        assert_ne!(
            base,
            of("<a x='1' y='2'><b last-updated-datetime='1'>t u</b></a>")
        );
        assert_ne!(base, of("<a x='1' y='2'><b>t u</b><b/></a>"));
    }
}
