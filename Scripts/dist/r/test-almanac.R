# almanac.R against the program on the PATH.   Rscript Scripts/dist/r/test-almanac.R
# Each claim stops the script where it does not hold; R's own tests are the references.
here <- normalizePath(dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))))
source(file.path(here, "almanac.R"))
claims <- 0
claim <- function(words, holds) {
  if (!isTRUE(holds)) stop("does not hold: ", words, call. = FALSE)
  claims <<- claims + 1
}
refused <- function(call) tryCatch({ call; NULL }, almanac_error = function(error) error)
near <- function(a, b) isTRUE(all.equal(a, b, tolerance = 1e-9))

folder <- tempfile()
dir.create(folder)
setwd(folder)
models <- data.frame(
  model = c("a", "b", "c", "NA", "e", "f", "g", "h", "i", "j"), domain = rep(c("NLP", "Vision"), 5),
  size = c(1.5, 2.5, 3.5, 1.2, 4.1, NA, 5, 3, 2, 4.4), co2 = c(3.2, 4.1, 5, 2.2, 6.3, 3.9, 8.1, 4.4, 3.3, 7))
dir.create("small")
write.csv(models, "small/models.csv", row.names = FALSE, na = "")
writeLines(c(
  "study: small", "title: A small study", "sources: { models: { path: models.csv } }",
  "parameters: { year: { default: 2024, type: int } }",
  "tables: { counted: { from: models, derive: { large: 'size > 2', day: \"date '2024-01-31'\" } } }",
  "analyses:",
  "  by-domain: { method: mann-whitney, table: models, x: co2, group: domain, levels: [NLP, Vision], family: all }",
  "  trend: { method: ols, table: models, formula: co2 ~ size }",
  "families: { all: { correction: holm } }", "values: { median: { table: models, value: median(co2), unit: kg } }",
  "figures: { boxes: { table: models, layers: [{ mark: boxplot, x: domain, y: co2 }], title: Emissions } }"),
  "small/study.yml")
writeLines("{{figure boxes}}\n\n{{table counted}}", "small/report.md")

r <- almanac_build("small", out = "out", offline = TRUE)
nlp <- models$co2[models$domain == "NLP"]
vision <- models$co2[models$domain == "Vision"]
claim("a p-value is that of R", near(almanac_value(r, "by-domain.p_value"), wilcox.test(nlp, vision)$p.value))
fit <- summary(lm(co2 ~ size, models))$coefficients
claim("a coefficient by name", near(almanac_value(r, "trend.coefficients[size].std_error"), fit["size", "Std. Error"]))
claim("the slope by its short name", near(almanac_value(r, "trend.slope"), fit["size", "Estimate"]))
claim("an interval is a vector", near(almanac_value(r, "trend.slope.ci"), unname(confint(lm(co2 ~ size, models))[2, ])))
claim("a value", near(almanac_value(r, "median"), median(models$co2)))
claim("a member of a family", near(almanac_value(r, "all[by-domain].p_adjusted"), almanac_value(r, "by-domain.p_value")))
claim("a parameter", almanac_value(r, "$year") == 2024)
claim("rows", almanac_value(r, "models.rows") == 10)
for (address in c("by-domian.p_value", "by-domain.p_valu", "$yeer", "by-domain[", ".p", "")) {
  claim(paste("no such address:", address), identical(refused(almanac_value(r, address))$code, "unknown-address"))
}
table <- almanac_table(r, "counted")
claim("a table has its rows", nrow(table) == 10)
if ("model" %in% names(table)) {
  claim("a text NA is a text", identical(table$model, models$model))
  claim("numbers, truth values, dates", identical(table$size, models$size) && is.logical(table$large) &&
    inherits(table$day, "Date"))
}
claim("a figure is a file", file.exists(almanac_figure(r, "boxes", "svg")))
claim("a table that is not there", inherits(refused(almanac_table(r, "../small/models")), "almanac_error"))
claim("data and parameters reach the build", {
  other <- almanac_build("small", data = models[1:6, ], out = "other", set = list(year = 2020), figures = "png")
  almanac_value(other, "models.rows") == 6 && almanac_value(other, "$year") == 2020
})
claim("a failed build says why", grepl("no-such", refused(almanac_build("no-such-study"))$message))

claim("samples", near(almanac_stat("t-test", nlp, vision)$p_value, t.test(nlp, vision)$p.value))
claim("options", near(almanac_stat("t-test", nlp, vision, alternative = "greater")$p_value,
                      t.test(nlp, vision, alternative = "greater")$p.value))
claim("pairs with a missing value", near(almanac_stat("pearson", models$size, models$co2)$p_value,
                                         cor.test(models$size, models$co2)$p.value))
counts <- matrix(c(10, 30, 20, 5), 2)
claim("counts", near(almanac_stat("chi-square", counts)$p_value, chisq.test(counts)$p.value))
claim("a list of samples", near(almanac_stat("kruskal-wallis", split(models$co2, models$domain))$p_value,
                                kruskal.test(co2 ~ domain, models)$p.value))
claim("p-values", near(unlist(almanac_stat("adjust", c(0.01, 0.04, 0.03), correction = "holm")$adjusted),
                       p.adjust(c(0.01, 0.04, 0.03), "holm")))
one <- almanac_stat("ols", y = models$co2, x = list(size = models$size))
claim("a model", near(one$coefficients[[2]]$estimate, fit["size", "Estimate"]))
claim("a proportion", almanac_stat("proportion", successes = 3, trials = 10)$estimate$value == 0.3)
claim("columns of a data frame", near(
  almanac_stat("mann-whitney", models, x = "co2", group = "domain", levels = c("NLP", "Vision"))$p_value,
  wilcox.test(nlp, vision)$p.value))
claim("a formula of R", near(almanac_stat("ols", models, formula = co2 ~ size, level = 0.9)$coefficients[[2]]$estimate,
                             fit["size", "Estimate"]))
claim("a file", near(almanac_stat("t-test", "small/models.csv", x = "co2", group = "domain", equal_variance = TRUE)$p_value,
                     t.test(nlp, vision, var.equal = TRUE)$p.value))
claim("a refusal has its code", identical(refused(almanac_stat("spearman", 1, 2))$code, "too-few-observations"))
claim("infinity is refused", inherits(refused(almanac_stat("t-test", c(1, Inf), c(1, 2))), "almanac_error"))
claim("a chart", file.exists(almanac_plot(models, mark = "boxplot", x = "domain", y = "co2", out = "chart.pdf")))
claim("a chart whose expression begins with a dash", file.exists(almanac_plot(models, mark = "histogram", x = "-co2")))

# The example of the documentation runs.
dir.create("my-study")
models$month <- rep(c("2024-01-01", "2024-02-01"), each = 5)
write.csv(models, "models.csv", row.names = FALSE, na = "")
writeLines(c(
  "study: my-study", "title: Documented", "sources: { models: { path: ../models.csv } }",
  "parameters: { year: { default: 2024, type: int } }",
  "tables: { monthly: { from: models, group: month, summarise: { typical: median(co2) } } }",
  "analyses: { by-domain: { method: mann-whitney, table: models, x: co2, group: domain, levels: [NLP, Vision] } }",
  "figures: { emissions: { table: models, layers: [{ mark: boxplot, x: domain, y: co2 }] } }"), "my-study/study.yml")
writeLines("{{figure emissions}}\n\n{{table monthly}}", "my-study/report.md")
document <- readLines(file.path(here, "../../../docs/python.md"))
first <- which(document == "```r")[1] + 1
example <- document[first:(first + which(document[first:length(document)] == "```")[1] - 2)]
file.copy(file.path(here, "almanac.R"), "almanac.R")
frame <- models
a <- nlp
b <- vision
eval(parse(text = example))
claim("the example of the documentation runs", length(example) > 6 && file.exists("boxes.png"))

# So do its chunk and its inline code, in a document of R Markdown.
if (requireNamespace("rmarkdown", quietly = TRUE) && rmarkdown::pandoc_available()) {
  first <- which(document == "````markdown")[1] + 1
  chunk <- document[first:(first + which(document[first:length(document)] == "````")[1] - 2)]
  inline <- regmatches(document, regexpr("`r format\\(almanac_value[^`]*`", document))
  # The study of the documentation has its data in its folder.
  file.copy("models.csv", "my-study/models.csv")
  study <- readLines("my-study/study.yml")
  writeLines(sub("../models.csv", "models.csv", study, fixed = TRUE), "my-study/study.yml")
  writeLines(c("---", "title: Documented", "---", "", chunk, "", paste0("The p-value is ", inline[1], ".")), "page.Rmd")
  rmarkdown::render("page.Rmd", output_format = "html_document", quiet = TRUE)
  page <- paste(readLines("page.html"), collapse = "\n")
  claim("a document of R Markdown shows the figure and the number",
        grepl("<img src=\"data:image/png", page, fixed = TRUE) && grepl("The p-value is 0\\.[0-9]+\\.", page))
} else {
  cat("NOT TESTED: the recipe for R Markdown, as rmarkdown or pandoc is not installed\n")
}
cat(claims, "passed, 0 failed\n")
