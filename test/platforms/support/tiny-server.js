// A server of a few lines: answers on PORT with its pid and the content of FILE, reloads on POST /-/reload,
// ends on GET /crash. Plain JavaScript, so that starting it costs nothing.
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");

const { PORT, FILE } = process.env;
const read = () => (FILE ? readFileSync(FILE, "utf8") : "");
let text = read();

createServer((request, response) => {
  if (request.url === "/crash") process.exit(3);
  if (request.url === "/-/reload") text = read();
  console.log(`${request.method} ${request.url}`);
  response.end(JSON.stringify({ pid: process.pid, uid: process.getuid(), text }));
}).listen(Number(PORT), "127.0.0.1");
