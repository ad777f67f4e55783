// Prints the tables of a file of samples once more: node benches/peers/report.mjs FILE

import { printReport } from "./report/report.mjs";

printReport(process.argv[2]);
