// Builds the console's page for the MSBuild target of Web.targets: installs the locked packages when the lock file changed, runs the build
// script of web/package.json, and compresses what came of it once. Several builds at a time wait for one another. Run by itself:
// node src/Perdure.Console/Web/build-web.mjs
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const nodeMajorMin = 20;
const lockStaleMs = 10 * 60_000;
const lockWaitMs = 8 * 60_000;
const installTimeoutMs = 5 * 60_000;
const buildTimeoutMs = 3 * 60_000;
const compressBytesMin = 256;
const compressed = new Set([".html", ".js", ".css", ".svg", ".json", ".webmanifest", ".txt", ".map"]);

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../web");
const dist = path.join(root, "dist");
const stamp = path.join(dist, ".built");
const packages = path.join(root, "node_modules");
const packagesStamp = path.join(packages, ".installed");
const lock = path.join(root, ".build-lock");
const notSource = new Set(["node_modules", "dist", ".build-lock", "test-results"]);

const fail = message => {
    console.log(message);
    process.exit(1);
};
const sleep = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const read = file => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null);
const hashOf = files => {
    const hash = createHash("sha256");
    for (const file of files) hash.update(path.relative(root, file) + "\0").update(fs.readFileSync(file)).update("\0");
    return hash.digest("hex");
};

function* filesOf(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (folder === root && notSource.has(entry.name)) continue;
        const full = path.join(folder, entry.name);
        if (entry.isDirectory()) yield* filesOf(full);
        else if (entry.isFile()) yield full;
    }
}

const alive = pid => {
    try {
        process.kill(pid, 0);
        return true;
    } catch (refused) {
        return refused.code === "EPERM";
    }
};

// The lock is a file that only one process can create. One whose process is gone, or that is very old, belongs to nobody.
function takeLock() {
    const until = Date.now() + lockWaitMs;
    for (;;) {
        try {
            fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
            process.on("exit", () => fs.rmSync(lock, { force: true }));
            for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
            return;
        } catch (taken) {
            if (taken.code !== "EEXIST") throw taken;
        }
        try {
            const age = Date.now() - fs.statSync(lock).mtimeMs;
            const owner = Number(fs.readFileSync(lock, "utf8"));
            if (age > lockStaleMs || (owner > 0 && !alive(owner))) fs.rmSync(lock, { force: true });
        } catch {
            // It was given back just now.
        }
        if (Date.now() > until) fail(`another build has held ${lock} for too long; remove it when no build runs`);
        sleep(200);
    }
}

function npm(args, timeout, what) {
    const windows = process.platform === "win32";
    const run = spawnSync(windows ? "npm.cmd" : "npm", args, { cwd: root, encoding: "utf8", timeout, shell: windows, maxBuffer: 64 << 20 });
    if (run.error?.code === "ENOENT") fail("npm is not there; install Node.js 20 or later with npm");
    if (run.status === 0) return;
    const said = `${run.stdout ?? ""}\n${run.stderr ?? ""}`.split("\n").filter(line => line.trim() && !/^npm (warn|notice)/i.test(line));
    fs.rmSync(dist, { recursive: true, force: true });
    const end = said.slice(-6).join(" | ").slice(0, 1000);
    fail(`${what} failed${run.error ? ` (${run.error.code})` : ""}; run it in web/ to see all${end ? `: ${end}` : ""}`);
}

function install(lockHash) {
    if (read(packagesStamp) === lockHash) return;
    npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--loglevel=error"], installTimeoutMs, "npm ci");
    fs.mkdirSync(packages, { recursive: true });
    fs.writeFileSync(packagesStamp, lockHash);
}

function compress() {
    for (const file of [...filesOf(dist)]) {
        if (!compressed.has(path.extname(file))) continue;
        const bytes = fs.readFileSync(file);
        if (bytes.length < compressBytesMin) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        fs.writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
        fs.writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    }
}

if (Number(process.versions.node.split(".")[0]) < nodeMajorMin) fail(`Node.js ${process.versions.node} is too old; install Node.js ${nodeMajorMin} or later`);
takeLock();
const sources = hashOf([...filesOf(root), fileURLToPath(import.meta.url)]);
if (read(stamp) === sources) {
    // Only the times of the sources are new, or another build was first.
    const now = new Date();
    fs.utimesSync(stamp, now, now);
} else {
    fs.rmSync(stamp, { force: true });
    install(hashOf([path.join(root, "package-lock.json")]));
    npm(["run", "--silent", "build"], buildTimeoutMs, "npm run build");
    if (!fs.existsSync(path.join(dist, "index.html"))) fail("npm run build made no dist/index.html");
    compress();
    fs.writeFileSync(stamp, sources);
}
