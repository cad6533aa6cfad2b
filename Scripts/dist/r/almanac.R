# Almanac from R: build reports, read their results, run single analyses, draw charts.
#
#     source("almanac.R")
#
#     r <- almanac_build("my-study", data = "models.csv")
#     almanac_value(r, "by-domain.p_value")        # a number by its address
#     almanac_table(r, "monthly")                  # a data frame
#     almanac_figure(r, "emissions")               # the path of the picture; knitr shows it
#
#     almanac_stat("mann-whitney", a, b)$p_value
#     almanac_plot(frame, mark = "boxplot", x = "domain", y = "co2", out = "boxes.png")
#
# Needs jsonlite (Debian: r-cran-jsonlite), and the program `almanac` on the PATH or named by
# options(almanac.program = "/path/to/almanac").

if (!requireNamespace("jsonlite", quietly = TRUE)) {
  stop("almanac.R needs jsonlite: install.packages(\"jsonlite\")")
}

# Runs any command and gives the lines that it printed: almanac_run("describe", "models.csv", "--json").
# A status that is not in `status` is an error of class "almanac_error" with what the program said.
almanac_run <- function(..., input = NULL, status = 0L) {
  program <- getOption("almanac.program", Sys.which("almanac"))
  if (!nzchar(program)) stop("the program almanac is not on the PATH; see options(almanac.program)", call. = FALSE)
  said <- tempfile()
  printed <- tempfile()
  given <- ""
  on.exit(unlink(c(said, printed, given)))
  if (!is.null(input)) {
    given <- tempfile()
    writeLines(enc2utf8(input), given, useBytes = TRUE)
  }
  code <- system2(program, vapply(as.character(c(...)), shQuote, ""), stdout = printed, stderr = said, stdin = given)
  if (!code %in% status) {
    message <- paste(readLines(said, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
    almanac_stop(if (nzchar(message)) message else sprintf("almanac ended with status %d", code), status = code)
  }
  readLines(printed, warn = FALSE, encoding = "UTF-8")
}

# Builds a report. `study` is a bundled study or a folder; `data` a path, a data frame for a study with one source, or a
# list from the names of sources to either. Further arguments are the options of `almanac build`: out = "folder",
# set = list(year = 2024), offline = TRUE, figures = c("png", "svg").
almanac_build <- function(study = "training-carbon", data = NULL, ...) {
  folder <- tempfile("almanac")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  given <- character()
  if (is.list(data) && !is.data.frame(data)) {
    for (name in names(data)) {
      given <- c(given, sprintf("--data=%s=%s", name, almanac_file(data[[name]], folder, name)))
    }
  } else if (!is.null(data)) {
    given <- paste0("--data=", almanac_file(data, folder))
  }
  printed <- almanac_run("build", "--json", "--quiet", almanac_options(...), given, "--", study)
  almanac_report(almanac_json(printed)$folder)
}

# Reads a report that is there.
almanac_report <- function(folder) {
  path <- file.path(folder, "results.json")
  if (!file.exists(path)) almanac_stop(sprintf("%s holds no report: there is no results.json in it", folder))
  structure(list(folder = folder, html = file.path(folder, "report.html"),
                 results = almanac_json(readLines(path, warn = FALSE, encoding = "UTF-8"))),
            class = "almanac_report")
}

print.almanac_report <- function(x, ...) {
  cat(sprintf("Report '%s': %s\n", x$results$study$title, x$html))
  invisible(x)
}

# What stands at an address: by-domain.p_value, trend.coefficients[ln(size)].std_error, ratio-max, $year (a parameter).
# Of a value with a unit, and of an estimate with an interval, it is the number. A missing result is NA.
almanac_value <- function(report, address) {
  results <- report$results
  if (startsWith(address, "$")) return(almanac_named(results$study$parameters, substring(address, 2), "parameter"))
  id <- sub("[.[].*", "", address)
  rest <- substring(address, nchar(id) + 1)
  steps <- regmatches(rest, gregexpr("\\.[^.[]+|\\[[^]]*\\]", rest))[[1]]
  if (!nzchar(id) || paste(steps, collapse = "") != rest) {
    almanac_stop(sprintf("'%s' is not an address; write id.field", address), "unknown-address")
  }
  parts <- sub("\\]$", "", sub("^[.[]", "", steps))
  sections <- results[c("analyses", "values", "families", "repairs", "tables", "sources")]
  for (section in sections) if (id %in% names(section)) {
    found <- section[[id]]
    for (start in list(found, found$value, found$members)) {
      reached <- almanac_follow(start, parts)
      if (!is.null(reached)) return(almanac_principal(reached$value))
    }
    almanac_stop(sprintf("'%s' has no %s; it has %s", id, sub("^\\.", "", rest),
                         paste(sort(names(found)), collapse = ", ")), "unknown-address")
  }
  almanac_named(setNames(nm = unlist(lapply(unname(sections), names))), id, "result")
}

# A table as a data frame; `figure-ID` is the data behind a figure.
almanac_table <- function(report, name) {
  folder <- file.path(report$folder, "tables")
  files <- list.files(folder, "\\.csv$")
  file <- almanac_named(setNames(files, sub("\\.csv$", "", files)), name, "table")
  told <- report$results$tables[[name]]$columns
  # Only an empty cell is missing: "NA" is a text like others.
  frame <- utils::read.csv(file.path(folder, file), colClasses = "character", na.strings = "", check.names = FALSE,
                           encoding = "UTF-8")
  for (column in names(frame)) {
    type <- told[[column]]$type
    frame[[column]] <- switch(if (is.null(type)) "unknown" else type,
      int = , double = as.numeric(frame[[column]]),
      bool = frame[[column]] == "true",
      date = as.Date(frame[[column]]),
      timestamp = as.POSIXct(frame[[column]], tz = "UTC", tryFormats = c("%Y-%m-%dT%H:%M:%OS", "%Y-%m-%d %H:%M:%OS",
                                                                      "%Y-%m-%d")),
      unknown = utils::type.convert(frame[[column]], as.is = TRUE, na.strings = ""),
      frame[[column]])
  }
  frame
}

# The path of a figure in one format; in a document of knitr, the figure itself.
almanac_figure <- function(report, name, format = "png") {
  told <- almanac_named(report$results$figures, name, "figure")
  files <- unlist(told$files)
  file <- files[tools::file_ext(files) == format]
  if (length(file) == 0) {
    almanac_stop(sprintf("the figure has no %s; it has %s", format, paste(tools::file_ext(files), collapse = ", ")))
  }
  path <- file.path(report$folder, file)
  if (isTRUE(getOption("knitr.in.progress"))) knitr::include_graphics(path) else path
}

# Runs one analysis and gives its result as a list: almanac_stat("mann-whitney", a, b),
# almanac_stat("spearman", x, y), almanac_stat("chi-square", matrix(c(10, 30, 20, 5), 2)),
# almanac_stat("adjust", c(0.01, 0.04), correction = "holm"),
# almanac_stat("ols", y = y, x = list(size = size, age = age), covariance = "HC3"),
# almanac_stat("mann-whitney", frame, x = "co2", group = "domain"),
# almanac_stat("ols", "models.csv", formula = "ln(co2) ~ ln(size)", covariance = "HC3").
# Of a data frame or a file, names are those of columns, as on the command line. Otherwise, named data (x, y, z, samples, table, p_values, data, formula, weights, groups, successes, trials) are data; other
# names are options. The condition of a refusal has the `code` of the program. NA is a missing value.
almanac_stat <- function(method, ...) {
  given <- list(...)
  names <- if (is.null(names(given))) rep("", length(given)) else names(given)
  first <- if (any(names == "")) given[names == ""][[1]]
  if (is.data.frame(first) || (is.character(first) && length(first) == 1)) {
    if (sum(names == "") > 1) almanac_stop("beside a data frame or a file, columns are named: x = \"co2\"")
    return(almanac_stat_table(method, first, given[names != ""]))
  }
  fields <- c("x", "y", "z", "samples", "table", "p_values", "data", "formula", "weights", "groups", "successes",
              "trials")
  request <- c(list(method = jsonlite::unbox(method)), almanac_positional(method, given[names == ""]))
  for (name in names[names %in% fields]) {
    if (name %in% names(request)) almanac_stop(sprintf("%s is given twice", name))
    value <- given[[name]]
    if (inherits(value, "formula")) value <- paste(deparse(value, width.cutoff = 500), collapse = " ")
    if (is.matrix(value)) value <- almanac_rows(value)
    single <- is.atomic(value) && length(value) == 1 && name %in% c("formula", "successes", "trials")
    request[[name]] <- if (single) jsonlite::unbox(value) else almanac_plain(value)
  }
  options <- given[!names %in% c("", fields)]
  if (length(options) > 0) {
    request$options <- lapply(options, function(value) {
      if (is.atomic(value) && length(value) == 1) jsonlite::unbox(value) else value
    })
  }
  text <- jsonlite::toJSON(request, na = "null", null = "null", digits = NA, dataframe = "columns")
  answer <- almanac_json(almanac_run("stat", "--batch", "-", input = text, status = c(0L, 1L)))
  if (!is.null(answer$error)) almanac_stop(answer$error$message, answer$error$code)
  answer$result
}

# Draws one chart of a data frame or a file; `out` ends in .png, .pdf or .svg. The other arguments are the options of
# `almanac plot`: mark, x, y, by, where, log, fit, facet, title, theme, size. Gives the path.
almanac_plot <- function(data, out = tempfile(fileext = ".png"), ...) {
  folder <- tempfile("almanac")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  almanac_run("plot", "--quiet", almanac_options(...), paste0("--output=", out), "--", almanac_file(data, folder))
  if (isTRUE(getOption("knitr.in.progress"))) knitr::include_graphics(out) else out
}

# What follows serves the functions above.

almanac_stop <- function(message, code = NULL, status = NULL) {
  stop(structure(class = c("almanac_error", "error", "condition"),
                 list(message = message, call = NULL, code = code, status = status)))
}

almanac_json <- function(lines) jsonlite::fromJSON(paste(lines, collapse = "\n"), simplifyVector = FALSE)

almanac_named <- function(members, name, kind) {
  if (name %in% names(members)) return(members[[name]])
  near <- names(members)[utils::adist(name, names(members)) <= 3]
  hint <- if (length(near) > 0) sprintf("; did you mean %s?", paste(utils::head(near, 3), collapse = " or ")) else ""
  almanac_stop(sprintf("there is no %s '%s'%s", kind, name, hint), "unknown-address")
}

# Where a path leads, in a list of its own; NULL where it leads nowhere.
almanac_follow <- function(value, parts) {
  for (part in parts) {
    if (!is.list(value)) return(NULL)
    if (part %in% names(value)) {
      value <- value[[part]]
    } else if (part %in% c("slope", "intercept") && !is.null(value$coefficients)) {
      terms <- Filter(function(term) (term$term == "(Intercept)") == (part == "intercept"), value$coefficients)
      if (length(terms) != 1) return(NULL)
      value <- terms[[1]]
    } else if (is.null(names(value))) {
      named <- Filter(function(member) is.list(member) && part %in% unlist(member[c("term", "name", "id")]), value)
      place <- if (grepl("^[0-9]+$", part)) as.integer(part) + 1L else NA
      if (length(named) > 0) value <- named[[1]]
      else if (!is.na(place) && place <= length(value)) value <- value[[place]]
      else return(NULL)
    } else {
      return(NULL)
    }
  }
  list(value = value)
}

# The number or text that stands for a result; a list of such is a vector.
almanac_principal <- function(value) {
  while (is.list(value) && !is.null(names(value))) {
    if (!is.null(value$value)) value <- value$value
    else if (!is.null(value$estimate)) value <- value$estimate
    else return(value)
  }
  if (is.null(value)) return(NA)
  plain <- is.list(value) && length(value) > 0 && all(vapply(value, function(v) is.null(v) || is.atomic(v), NA))
  if (plain) unlist(lapply(value, function(v) if (is.null(v)) NA else v)) else value
}

almanac_options <- function(...) {
  given <- list(...)
  unlist(lapply(names(given), function(name) {
    flag <- paste0("--", gsub("_", "-", name))
    value <- given[[name]]
    word <- function(v) if (is.logical(v)) tolower(as.character(v)) else as.character(v)
    if (is.null(value) || identical(value, FALSE)) character()
    else if (identical(value, TRUE)) flag
    else if (is.list(value)) sprintf("%s=%s=%s", flag, names(value), vapply(value, word, ""))
    else paste0(flag, "=", paste(word(value), collapse = ","))
  }))
}

almanac_file <- function(data, folder, name = "data") {
  if (is.character(data)) return(data)
  path <- file.path(folder, paste0(name, ".csv"))
  utils::write.csv(as.data.frame(data), path, row.names = FALSE, na = "", fileEncoding = "UTF-8")
  path
}

# One analysis of columns of a data frame or a file.
almanac_stat_table <- function(method, data, given) {
  if (inherits(given$formula, "formula")) given$formula <- paste(deparse(given$formula, 500), collapse = " ")
  commands <- almanac_json(almanac_run("--experimental-dump-help"))$command$subcommands
  stat <- Filter(function(command) command$commandName == "stat", commands)[[1]]
  known <- unlist(lapply(stat$arguments, function(argument) lapply(argument$names, function(name) name$name)))
  known <- setdiff(gsub("-", "_", known), c("set", "json", "batch", "help", "version", "z"))
  others <- lapply(given[!names(given) %in% c(known, "z")], function(value) {
    if (length(value) > 1) paste(value, collapse = ",") else value
  })
  folder <- tempfile("almanac")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  columns <- if (!is.null(given$z)) paste0("--z=", unlist(given$z))
  almanac_json(almanac_run(
    "stat", "--json", do.call(almanac_options, given[names(given) %in% known]), columns,
    if (length(others) > 0) almanac_options(set = others), "--", method, almanac_file(data, folder)))
}

# What the data are, by their shape and the method.
almanac_positional <- function(method, data) {
  paired <- c("pearson", "spearman", "kendall", "partial-correlation", "t-test-paired", "wilcoxon", "theil-sen")
  if (length(data) == 0) return(list())
  if (length(data) == 1 && is.matrix(data[[1]])) return(list(table = almanac_rows(data[[1]])))
  if (length(data) == 1 && is.list(data[[1]])) return(list(samples = unname(lapply(data[[1]], almanac_plain))))
  if (length(data) == 1) return(setNames(list(almanac_plain(data[[1]])), if (method == "adjust") "p_values" else "x"))
  if (method %in% paired) {
    if (length(data) > 2) almanac_stop(sprintf("%s takes two columns; further ones by name", method))
    return(list(x = almanac_plain(data[[1]]), y = almanac_plain(data[[2]])))
  }
  list(samples = lapply(unname(data), almanac_plain))
}

almanac_rows <- function(matrix) lapply(seq_len(nrow(matrix)), function(i) unname(matrix[i, ]))

almanac_plain <- function(value) {
  if (is.list(value)) return(lapply(as.list(value), almanac_plain))
  if (is.factor(value) || inherits(value, "Date")) return(as.character(value))
  if (is.numeric(value) && any(is.infinite(value))) almanac_stop("infinite values cannot be analysed; leave them out")
  # NaN is missing too.
  if (is.numeric(value)) value[is.nan(value)] <- NA
  value
}
