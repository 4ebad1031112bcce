// @tus/server with its file store, as their manuals begin: PORT FOLDER
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [port, folder] = process.argv.slice(2);
const client = createRequire(resolve("client/package.json"));
const { Server } = await import(pathToFileURL(client.resolve("@tus/server")));
const { FileStore } = await import(pathToFileURL(client.resolve("@tus/file-store")));

const server = new Server({ path: "/uploads", datastore: new FileStore({ directory: folder }) });
server.listen({ host: "127.0.0.1", port: Number(port) });
