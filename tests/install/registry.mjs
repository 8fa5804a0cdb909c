// An npm registry on loopback: takes what `npm publish` uploads, and gives it to any client. Prints its address, and ends when
// standard input does.

import { createServer } from "node:http";

/** What each package's page says, by name, and the archives, by the path of their address. */
const pages = new Map();
const archives = new Map();

const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, address()).pathname.slice(1));
  if (request.method === "PUT") {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    publish(JSON.parse(Buffer.concat(chunks).toString()));
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

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function address() {
  return `http://127.0.0.1:${server.address().port}`;
}

process.stdin.on("end", () => process.exit(0)).resume();
server.listen(0, "127.0.0.1", () => console.log(address()));
