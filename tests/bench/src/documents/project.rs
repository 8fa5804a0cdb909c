//! The folder of a service on disk: what detection reads.

/// What a service is built with.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Next.js.
    Next,
    /// Express, in TypeScript.
    Express,
    /// FastAPI.
    FastApi,
    /// Flask.
    Flask,
}

impl Kind {
    /// The kind of the service with this number. The first is the site, the others are its backends.
    pub fn of(index: usize) -> Kind {
        match index % 3 {
            _ if index == 0 => Kind::Next,
            0 => Kind::Flask,
            1 => Kind::Express,
            _ => Kind::FastApi,
        }
    }

    /// The framework's name in a `vercel.json`.
    pub fn framework(self) -> &'static str {
        match self {
            Kind::Next => "nextjs",
            Kind::Express => "express",
            Kind::FastApi => "fastapi",
            Kind::Flask => "flask",
        }
    }

    /// The file that starts the service, in its folder.
    pub fn entrypoint(self) -> &'static str {
        match self {
            Kind::Next => "app/page.tsx",
            Kind::Express => "src/index.ts",
            Kind::FastApi | Kind::Flask => "main.py",
        }
    }

    /// The files of such a service in `folder`: path, text.
    pub fn files(self, folder: &str) -> Vec<(String, String)> {
        let name = if folder == "." { "site" } else { folder.rsplit('/').next().unwrap_or(folder) };
        let (manifest, contents, code) = match self {
            Kind::Next => (
                "package.json",
                package(
                    name,
                    "\"next\": \"16.0.1\", \"react\": \"19.2.0\", \"react-dom\": \"19.2.0\"",
                    "next build",
                ),
                "export default function Page() {\n  return <main>Hello</main>;\n}\n",
            ),
            Kind::Express => (
                "package.json",
                package(name, "\"express\": \"5.1.0\", \"zod\": \"4.1.12\"", "tsc --build"),
                "import express from 'express';\n\nconst app = express();\napp.get('/', (_, response) => response.send('ok'));\nexport default app;\n",
            ),
            Kind::FastApi => (
                "requirements.txt",
                "fastapi==0.121.0\npydantic==2.12.4\n".to_owned(),
                "from fastapi import FastAPI\n\napp = FastAPI()\n",
            ),
            Kind::Flask => (
                "requirements.txt",
                "flask==3.1.2\ngunicorn==23.0.0\n".to_owned(),
                "from flask import Flask\n\napp = Flask(__name__)\n",
            ),
        };
        vec![
            (format!("{folder}/{manifest}"), contents),
            (format!("{folder}/{}", self.entrypoint()), code.to_owned()),
        ]
    }
}

/// The text of a `package.json`.
fn package(name: &str, dependencies: &str, build: &str) -> String {
    format!(
        "{{\n  \"name\": \"{name}\",\n  \"private\": true,\n  \"scripts\": {{ \"build\": \"{build}\" }},\n  \"dependencies\": {{ {dependencies} }}\n}}\n"
    )
}
