//! Stylesheet, script and mark, kept in the program.

use super::request::knows;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    text: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "style.css",
        media_type: "text/css; charset=utf-8",
        text: include_str!("assets/style.css"),
    },
    Asset {
        name: "trace.css",
        media_type: "text/css; charset=utf-8",
        text: flow::trace::SVG_STYLE,
    },
    Asset {
        name: "picture.css",
        media_type: "text/css; charset=utf-8",
        text: crate::picture::STYLE,
    },
    Asset {
        name: "counterfoil.js",
        media_type: "text/javascript; charset=utf-8",
        text: include_str!("assets/counterfoil.js"),
    },
    Asset {
        name: "mark.svg",
        media_type: "image/svg+xml",
        text: include_str!("assets/mark.svg"),
    },
];

impl Asset {
    /// A number of the content (FNV-1a): it changes when the content does.
    const fn tag(&self) -> u64 {
        let bytes = self.text.as_bytes();
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        hash
    }
}

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|a| a.name == name)
}

/// The address of an asset with the number of its content.
pub fn address(name: &str) -> String {
    let tag = find(name).map_or(0, Asset::tag);
    super::link::at(&format!("/assets/{name}?v={tag:016x}"))
}

pub async fn serve(Path(file): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    match find(&file) {
        Some(asset) => send(asset, uri.query(), &headers),
        None => (StatusCode::NOT_FOUND, "there is no such file").into_response(),
    }
}

pub async fn icon(uri: Uri, headers: HeaderMap) -> Response {
    serve(Path("mark.svg".to_owned()), uri, headers).await
}

/// With the number in its address a file never changes; without, it is asked
/// about each time.
fn send(asset: &Asset, query: Option<&str>, headers: &HeaderMap) -> Response {
    let tag = asset.tag();
    let etag = format!("W/\"{tag:016x}\"");
    let numbered = query == Some(&format!("v={tag:016x}"));
    let cache = if numbered {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let head = [
        (header::CONTENT_TYPE, asset.media_type.to_owned()),
        (header::CACHE_CONTROL, cache.to_owned()),
        (header::ETAG, etag.clone()),
    ];
    let known = headers.get(header::IF_NONE_MATCH);
    if knows(known.and_then(|v| v.to_str().ok()), &etag) {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, asset.text).into_response()
}
