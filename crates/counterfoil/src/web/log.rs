//! What is told of each request on standard error: one JSON object a line.
//!
//! Nothing of who asks: no network address, no program, no words searched for. The
//! path is told as its route has it, with the name of the question.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;
use std::io::Write;
use std::time::Instant;

pub async fn told(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let line = json!({
        "at": crate::command::now(),
        "method": method.as_str(),
        "route": route.as_ref().map(|r| named(r.as_str(), &path)),
        "status": response.status().as_u16(),
        "ms": began.elapsed().as_millis() as u64,
    });
    // A closed standard error is no reason to stop serving.
    let _ = writeln!(std::io::stderr(), "{line}");
    response
}

/// The route; in place of `{name}` the question, if it is one.
fn named(route: &str, path: &str) -> String {
    let asked = path.rsplit('/').next().unwrap_or("");
    let name = asked.split('.').next().unwrap_or("");
    match crate::question::find(name) {
        Some(entry) if route.ends_with("{name}") => route.replace("{name}", entry.name),
        _ => route.to_owned(),
    }
}
