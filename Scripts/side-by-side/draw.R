# The gallery's figures by ggplot2, with some care: titles, units, order, log axes, a colour-blind palette.
suppressMessages(library(ggplot2))
args <- commandArgs(TRUE)
data <- function(name) read.csv(file.path(args[1], paste0(name, ".csv")), check.names = FALSE)
save <- function(plot, name, height = 3.4)
  ggsave(file.path(args[2], paste0(name, "-ggplot2.png")), plot, width = 5.08, height = height, dpi = 150, bg = "white")
theme_set(theme_minimal(base_size = 9))
okabe <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
models <- data("models"); tags <- data("tags"); quarterly <- data("quarterly"); dates <- data("quarterly_dates")
domains <- unique(quarterly$domain)

tags$tag <- factor(tags$tag, levels = tags$tag[order(tags$tag == "no tags", -tags$models, decreasing = TRUE)])
save(ggplot(tags, aes(models, tag)) + geom_col(fill = okabe[1]) +
  geom_text(aes(label = format(models, big.mark = ",")), hjust = -0.1, size = 2.6) +
  scale_x_continuous(expand = expansion(c(0, 0.12)), labels = scales::comma) +
  labs(title = "Most frequent tags", x = "Models", y = NULL), "bar")

quarterly$domain <- factor(quarterly$domain, levels = rev(domains))
save(ggplot(quarterly, aes(quarter, models, fill = domain)) + geom_col(position = "fill") +
  scale_y_continuous(labels = scales::percent) + scale_fill_manual(values = setNames(okabe[1:5], domains)) +
  theme(axis.text.x = element_text(angle = 45, hjust = 1)) +
  labs(title = "Shares of domains", x = NULL, y = "Share of new models", fill = NULL), "bar-filled")

save(ggplot(subset(models, co2 > 0), aes(factor(domain, levels = domains), co2)) +
  geom_boxplot(colour = okabe[1]) + scale_x_discrete(labels = scales::label_wrap(14)) + scale_y_log10(labels = scales::comma) +
  labs(title = "Emissions by domain", x = NULL, y = "CO₂e emissions, g"), "boxplot")

save(ggplot(subset(models, co2 > 0 & !is.na(size)), aes(size, co2)) +
  geom_point(colour = okabe[1], alpha = 0.6, size = 1.2) + geom_smooth(method = "lm", colour = okabe[2]) +
  scale_x_log10(labels = scales::label_bytes()) + scale_y_log10(labels = scales::comma) +
  labs(title = "Larger models emit more", x = "Model size", y = "CO₂e emissions, g"), "fit")

dates$quarter <- as.Date(dates$quarter)
save(ggplot(subset(dates, models > 0), aes(quarter, models, colour = factor(domain, levels = domains))) + geom_line() +
  scale_y_log10() + scale_colour_manual(values = okabe) +
  labs(title = "Models by domain", x = NULL, y = "New models a quarter", colour = NULL), "line-direct-labels")

save(ggplot(subset(models, co2 > 0), aes(co2)) + geom_histogram(bins = 14, fill = okabe[1], colour = "white") +
  scale_x_log10(labels = scales::comma) +
  labs(title = "Distribution of emissions", x = "CO₂e emissions, g", y = "Models"), "histogram")

save(ggplot(subset(models, co2 > 0 & !is.na(size)), aes(size, co2)) + geom_point(colour = okabe[1], size = 0.8) +
  facet_wrap(~factor(domain, levels = domains)) +
  scale_x_log10(labels = scales::label_bytes(), breaks = c(1e8, 1e9)) + scale_y_log10(labels = scales::comma) +
  labs(title = "Emissions against size, by domain", x = "Model size", y = "CO₂e emissions, g"), "facet-wrap")

counts <- as.data.frame(table(month = models$month, domain = models$domain))
counts <- subset(counts, Freq > 0)
counts$month <- substring(counts$month, 1, 7)
save(ggplot(counts, aes(month, factor(domain, levels = rev(domains)), fill = Freq)) + geom_tile(colour = "white") +
  geom_text(aes(label = Freq), size = 2.2, colour = "white") + scale_fill_viridis_c(option = "D", end = 0.85) +
  theme(axis.text.x = element_text(angle = 45, hjust = 1)) +
  labs(title = "Models by month and domain", x = NULL, y = NULL, fill = "Count"), "tile", 2.6)
