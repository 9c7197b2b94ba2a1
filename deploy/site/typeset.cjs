// Formulas as HTML and MathML: reads a list of {tex, display}, writes {"html": [one for each], "css": of all of them}.
async function main() {
  const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const MathJax = await require("mathjax").init({
    loader: { load: ["input/tex", "output/chtml", "a11y/assistive-mml"] },
    tex: { formatError: (jax, error) => { throw error; } },
    chtml: { fontURL: "mathjax" },
  });
  const adaptor = MathJax.startup.adaptor;
  const html = formulas.map(({ tex, display }) => adaptor.outerHTML(MathJax.tex2chtml(tex, { display })));
  console.log(JSON.stringify({ html, css: adaptor.textContent(MathJax.chtmlStylesheet()) }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
