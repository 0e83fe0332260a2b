//! The pages. Each is a heading, a sentence that answers, and the tables and
//! pictures that belong to it; its data is a question's answer.

pub mod about;
pub mod activity;
pub mod home;
pub mod methods;
pub mod organisation;
pub mod pair;
pub mod publication;
pub mod question;
pub mod queue;
pub mod rewritten;
