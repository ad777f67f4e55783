// The samples of a file as tables: a median over the repeats, and least and most beside it.

import { readFileSync } from "node:fs";

import { aimsOf } from "./aims.mjs";
import { median, written } from "./figures.mjs";
import { TABLES } from "./tables.mjs";

/** Samples for which others had more of the processors than this are counted as disturbed. */
const QUIET = 0.1;

function cell(samples, { of, digits }) {
  const values = samples.map(of).filter((value) => Number.isFinite(value));
  if (values.length === 0) return "–";
  const middle = written(median(values), digits);
  if (values.length === 1) return middle;
  return `${middle} (${written(Math.min(...values), digits)}–${written(Math.max(...values), digits)})`;
}

function row(name, samples, columns) {
  const sound = samples.filter(({ error }) => !error);
  if (sound.length === 0) return `| ${name} | 0 | failed: ${samples[0].error} |`;
  const count = sound.length === samples.length ? sound.length : `${sound.length} of ${samples.length}`;
  return `| ${name} | ${count} | ${columns.map((column) => cell(sound, column)).join(" | ")} |`;
}

/** Groups in the order in which they were first met. */
function grouped(samples, by) {
  const groups = new Map();
  for (const sample of samples) {
    const key = by(sample);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return groups;
}

function printTable(title, samples, { columns, rows }) {
  console.log(`\n### ${title}\n`);
  console.log(`| engine | n | ${columns.map(({ title }) => title).join(" | ")} |`);
  console.log(`| ${"--- | ".repeat(columns.length + 2).trim()}`);
  for (const [name, of] of grouped(samples, rows ?? (({ engine }) => engine))) console.log(row(name, of, columns));
}

function printSizes(sizes) {
  console.log("\n### Files, bytes\n\n| file | raw | gzip | brotli |\n| --- | --- | --- | --- |");
  for (const [file, { raw, gzip, brotli }] of Object.entries(sizes)) {
    console.log(`| ${file} | ${raw} | ${gzip} | ${brotli} |`);
  }
}

function printAims(samples) {
  const aims = aimsOf(samples);
  if (aims.length === 0) return;
  console.log("\n### What must be reached\n\n| Furun's | is | may be at most | reached |\n| --- | --- | --- | --- |");
  for (const { what, is, most } of aims) {
    console.log(`| ${what} | ${written(is)} | ${written(most)} | ${is <= most ? "yes" : "no"} |`);
  }
}

/** Prints every table that a file has samples for. */
export function printReport(file) {
  const { machine, samples } = JSON.parse(readFileSync(file, "utf8"));
  const { cpus, cpu, chromium, renderer, seed, furun } = machine;
  console.log(`${cpus} × ${cpu}, Chromium ${chromium}, ${renderer}; seed ${seed}; Furun: ${furun} build`);
  const disturbed = samples.filter(({ cost }) => cost?.foreign >= QUIET).length;
  console.log(`${samples.length} samples; in ${disturbed} of them others had a tenth of the processors or more`);
  for (const table of TABLES) {
    const ours = samples.filter(({ scenario }) => scenario === table.scenario);
    const faulty = ours.filter(({ fault }) => fault);
    const failed = ours.filter(({ error }) => error);
    const sound = ours.filter(({ error }) => !error);
    for (const [title, of] of grouped(sound, table.title)) printTable(title, of, table);
    for (const { engine, count, fault } of faulty) console.log(`\n${table.scenario} ${engine} ${count}: ${fault}`);
    for (const { engine, count, error } of failed) console.log(`\n${table.scenario} ${engine} ${count}: failed: ${error}`);
  }
  printAims(samples);
  printSizes(machine.sizes);
}
