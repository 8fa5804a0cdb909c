// The registries on loopback: npm's, which takes what `npm publish` uploads and gives it to any client, and VS Code's marketplace and Open
// VSX, which take extensions, Open VSX with a token that says which workflow asks. Prints its address, and ends when standard input does.

import { createServer } from "node:http";

/** What each package's page says, by name, and the archives, by the path of their address. */
const pages = new Map();
const archives = new Map();

/** Where VS Code's marketplace has its extensions, as it tells `vsce`. */
const GALLERY = {
  id: "e11ea35a-16fe-4b80-ab11-c4cab88a0966",
  area: "gallery",
  resourceName: "extensions",
  routeTemplate: "_apis/{area}/publishers/{publisherName}/extensions/{extensionName}",
  resourceVersion: 2,
  minVersion: "1.0",
  maxVersion: "7.2",
  releasedVersion: "0.0",
};

const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, address()).pathname.slice(1));
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (path === "_apis/gallery") {
    answer(response, 200, { value: [GALLERY] });
  } else if (path.startsWith("_apis/gallery/")) {
    answer(response, request.method === "GET" || isZip(body) ? 200 : 400, { versions: [] });
  } else if (path === "api/-/publish") {
    const published = { namespace: "svc-lsp", name: "svc-lsp", version: "0.0.0", targetPlatform: "universal" };
    answer(response, isZip(body) ? 201 : 400, published);
  } else if (path.startsWith("api/")) {
    answer(response, 200, { version: "1.4.0", value: "a token" });
  } else if (request.method === "PUT") {
    publish(JSON.parse(body.toString()));
    answer(response, 201, { ok: true });
  } else if (archives.has(path)) {
    response.writeHead(200, { "content-type": "application/octet-stream" }).end(archives.get(path));
  } else if (pages.has(path)) {
    answer(response, 200, pages.get(path));
  } else {
    answer(response, 404, { error: "Not found" });
  }
});

function publish(upload) {
  const page = pages.get(upload.name) ?? { name: upload.name, "dist-tags": {}, versions: {}, time: {} };
  for (const [version, manifest] of Object.entries(upload.versions)) {
    const [attachment] = Object.values(upload._attachments);
    const path = `${upload.name}/-/${upload.name.split("/").pop()}-${version}.tgz`;
    archives.set(path, Buffer.from(attachment.data, "base64"));
    page.versions[version] = { ...manifest, dist: { ...manifest.dist, tarball: `${address()}/${path}` } };
    // Some clients don't take what is too new.
    page.time[version] = "2020-01-01T00:00:00.000Z";
  }
  Object.assign(page["dist-tags"], upload["dist-tags"]);
  pages.set(upload.name, page);
}

function isZip(body) {
  return body.subarray(0, 2).toString() === "PK";
}

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function address() {
  return `http://127.0.0.1:${server.address().port}`;
}

process.stdin.on("end", () => process.exit(0)).resume();
server.listen(0, "127.0.0.1", () => console.log(address()));
