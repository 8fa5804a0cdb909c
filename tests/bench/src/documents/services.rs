//! Documents of services.

use super::project::Kind;
use super::{Document, Draft, Place, lines};

/// The small file: what a project with a site, two backends and a job has.
const SMALL: &str = r#"{
  "$schema": "https://openapi.vercel.sh/vercel.json",
  "experimentalServices": {
    "web": {
      "entrypoint": "web",
      "framework": "nextjs",
      "routePrefix": "/"
    },
    "orders": {
      "entrypoint": "orders/src/index.ts",
      "buildCommand": "npm run build",
      "routePrefix": "/api/orders",
      "maxDuration": 60
    },
    "search": {
      "entrypoint": "search/main.py",
      "routePrefix": "/api/search",
      "memory": 2048
    },
    "digest": {
      "type": "cron",
      "entrypoint": "digest/main.py",
      "schedule": "0 7 * * 1"
    }
  },
  "redirects": [
    { "source": "/blog/:slug", "destination": "/journal/:slug", "permanent": true },
    { "source": "/docs", "destination": "/guide", "permanent": false }
  ],
  "headers": [
    {
      "source": "/assets/(.*)",
      "headers": [{ "key": "Cache-Control", "value": "public, max-age=31536000, immutable" }]
    }
  ]
}
"#;

/// 1 KB with four services of the first model.
pub fn small() -> Document {
    let folders =
        [("web", Kind::Next), ("orders", Kind::Express), ("search", Kind::FastApi), ("digest", Kind::Flask)];
    let files = folders.iter().flat_map(|(folder, kind)| kind.files(folder)).collect();
    Draft::new(SMALL.to_owned(), files)
        .letters(Place::RoutePrefix, "/api/orders|\"")
        .letters(Place::Setting, "npm run build|")
        .letters(Place::Source, "/blog|/:slug")
        .letters(Place::Destination, "/journal/:slug|")
        .typing(Place::Insert, "|\"search\": {", |index| {
            format!("\"added-{index}\": {{ \"entrypoint\": \"orders/src/index.ts\", \"routePrefix\": \"/added/{index}\" }},\n    ")
        })
        .document("4 services (v1)", "\"route|Prefix\": \"/api/orders")
}

/// So many services of the first model (`experimentalServices`), each with its folder and its prefix.
pub fn v1(services: usize) -> Document {
    let entries = (0..services).map(|index| {
        let (name, kind) = (name(index), Kind::of(index));
        let (folder, framework) = (folder(index), kind.framework());
        if index == 0 {
            return format!("\"{name}\": {{ \"entrypoint\": \"{folder}\", \"framework\": \"{framework}\", \"routePrefix\": \"/\", \"buildCommand\": \"npm run build\" }}");
        }
        format!("\"{name}\": {{ \"entrypoint\": \"{folder}/{}\", \"framework\": \"{framework}\", \"routePrefix\": \"/api/{name}\" }}", kind.entrypoint())
    });
    let text = format!("{{\n  \"experimentalServices\": {{\n{}\n  }}\n}}\n", lines(entries));
    let middle = name(services / 2);
    Draft::new(text, files(services))
        .letters(Place::RoutePrefix, &format!("/api/{middle}|\""))
        .letters(Place::Setting, "npm run build|")
        .typing(Place::Insert, &format!("|\"{middle}\": {{"), |index| {
            format!("\"added-{index}\": {{ \"entrypoint\": \"{}/src/index.ts\", \"framework\": \"express\", \"routePrefix\": \"/added/{index}\" }},\n    ", folder(1))
        })
        .document(
            &format!("{services} services (v1)"),
            &format!("\"route|Prefix\": \"/api/{middle}"),
        )
}

/// So many services of the second model (`services`), and this many rewrites to each of them.
pub fn v2(services: usize, rewrites_each: usize) -> Document {
    let rewrites = (0..services * rewrites_each).map(|index| {
        let name = name(index % services);
        let version = index / services + 1;
        format!("{{ \"source\": \"/{name}/v{version}/:path*\", \"destination\": {{ \"type\": \"service\", \"service\": \"{name}\" }} }}")
    });
    let (entries, rewrites) = (lines((0..services).map(entry)), lines(rewrites));
    let text = format!("{{\n  \"services\": {{\n{entries}\n  }},\n  \"rewrites\": [\n{rewrites}\n  ]\n}}\n");
    let middle = name(services / 2);
    Draft::new(text, files(services))
        .letters(Place::Source, &format!("/{middle}/v2|/:path*"))
        .letters(Place::Setting, "npm run build|")
        .typing(Place::Insert, &format!("|{{ \"source\": \"/{middle}/v2/"), |index| {
            format!("{{ \"source\": \"/added/{index}/:path*\", \"destination\": {{ \"type\": \"service\", \"service\": \"{}\" }} }},\n    ", name(0))
        })
        .document(
            &format!("{services} services (v2), {} rewrites", services * rewrites_each),
            &format!("\"so|urce\": \"/{middle}/v2"),
        )
}

/// A service of the second model.
pub fn entry(index: usize) -> String {
    let (name, folder, framework) = (name(index), folder(index), Kind::of(index).framework());
    let build = if index == 0 { ", \"buildCommand\": \"npm run build\"" } else { "" };
    format!("\"{name}\": {{ \"root\": \"{folder}\", \"framework\": \"{framework}\"{build} }}")
}

/// The service's name: `web`, then `backend-ab`, `backend-ac` and so on. Vercel takes no digits at the end.
pub fn name(index: usize) -> String {
    let letter =
        |number: usize| char::from(b"abcdefghijklmnopqrstuvwxyz".get(number % 26).copied().unwrap_or(b'a'));
    if index == 0 { "web".to_owned() } else { format!("backend-{}{}", letter(index / 26), letter(index)) }
}

/// The service's folder.
pub fn folder(index: usize) -> String {
    format!("services/{}", name(index))
}

fn files(services: usize) -> Vec<(String, String)> {
    (0..services).flat_map(|index| Kind::of(index).files(&folder(index))).collect()
}
