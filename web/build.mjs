// Stands in for the page until it is there.
import { cpSync, rmSync } from "node:fs";
rmSync("dist", { recursive: true, force: true });
cpSync("src", "dist", { recursive: true });
