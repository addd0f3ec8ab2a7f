// The script of the HTML report: reads the data that stands in the document and draws the page.

import { render } from "preact";

import { parsePageData } from "./data/page_data.ts";
import { Page } from "./report/page.tsx";

const page = document.getElementById("page");
if (page) {
  page.replaceChildren();
  render(<Page data={parsePageData(document.getElementById("report")?.textContent ?? "")} />, page);
}
