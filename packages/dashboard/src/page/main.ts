import "uplot/dist/uPlot.min.css";
import "./page.css";
import type { PageConfig } from "../page-config.js";
import { startPage } from "./page.js";

const config = JSON.parse(document.getElementById("config")?.textContent ?? "") as PageConfig;
startPage(config, document.body);
