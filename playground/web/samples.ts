// Projects with the commonest mistakes, each with the rules that report them.

import type { Files } from "./engine";

export interface Sample {
  readonly title: string;
  /** The rules that have something to report, worst first. */
  readonly rules: readonly string[];
  readonly files: Files;
}

const vercel = (config: unknown): string => `${JSON.stringify(config, null, 2)}\n`;
const needs = (dependencies: Readonly<Record<string, string>>): string => `${JSON.stringify({ dependencies }, null, 2)}\n`;

const NEXT = { "web/package.json": needs({ next: "16", react: "19" }), "web/app/page.tsx": "export default () => <h1>Shop</h1>;\n" };
const EXPRESS = { "api/package.json": needs({ express: "5" }), "api/src/index.ts": 'import express from "express";\n\nexpress().listen(3000);\n' };
const TO_WEB = { source: "/(.*)", destination: { service: "web" } };

export const SAMPLES: readonly Sample[] = [
  {
    title: "Several mistakes",
    rules: ["invalid-framework", "missing-route-prefix", "number-out-of-range"],
    files: {
      "vercel.json": vercel({
        experimentalServices: {
          web: { entrypoint: "web", framework: "nextsj", routePrefix: "/" },
          backend: { entrypoint: "api/src/index.ts", memory: 64 },
          admin: { entrypoint: "api/src/index.ts", routePrefix: "/admin/", maxDuration: 1200 },
        },
      }),
      ...NEXT,
      ...EXPRESS,
    },
  },
  {
    title: "A backend without an entrypoint",
    rules: ["missing-service-config"],
    files: {
      "vercel.json": vercel({
        services: { web: { root: "web" }, api: { root: "api" } },
        rewrites: [{ source: "/api(/.*)?", destination: { service: "api" } }, TO_WEB],
      }),
      ...NEXT,
      ...EXPRESS,
    },
  },
  {
    title: "A service that no request reaches",
    rules: ["unreachable-service"],
    files: {
      "vercel.json": vercel({
        services: { web: { root: "web" }, api: { root: "api", entrypoint: "src/index.ts" } },
        rewrites: [TO_WEB],
      }),
      ...NEXT,
      ...EXPRESS,
    },
  },
  {
    title: "A rule that never runs",
    rules: ["shadowed-rule"],
    files: {
      "vercel.json": vercel({
        redirects: [
          { source: "/blog/:path*", destination: "https://blog.example.com/:path*" },
          { source: "/blog/:id", destination: "/posts/:id" },
        ],
      }),
    },
  },
  {
    title: "404 after a reload",
    rules: ["missing-spa-rewrite"],
    files: {
      "vercel.json": vercel({ services: { web: { root: "web" } }, rewrites: [TO_WEB] }),
      "web/package.json": `${JSON.stringify({ dependencies: { "react-router": "7" }, devDependencies: { vite: "7" } }, null, 2)}\n`,
    },
  },
  {
    title: "Settings for a function that doesn't exist",
    rules: ["unused-function"],
    files: {
      "vercel.json": vercel({ functions: { "api/reports.js": { maxDuration: 60 } } }),
      "api/report.js": "export function GET() {\n  return new Response();\n}\n",
    },
  },
  {
    title: "A trailing comma",
    rules: ["trailing-comma"],
    files: { "vercel.json": '{\n  "cleanUrls": true,\n  "trailingSlash": false,\n}\n' },
  },
  {
    title: "A project to migrate",
    rules: ["experimental-services"],
    files: {
      "vercel.json": vercel({
        experimentalServices: {
          web: { entrypoint: "web", routePrefix: "/" },
          backend: { entrypoint: "api/src/index.ts", routePrefix: "/api", maxDuration: 60 },
        },
      }),
      ...NEXT,
      ...EXPRESS,
    },
  },
];
