# The eight charts with ggplot2: Rscript peer_ggplot2.R DATA OUT.
suppressPackageStartupMessages(library(ggplot2))
args <- commandArgs(TRUE)
data <- args[1]
out <- args[2]
monthly <- read.csv(file.path(data, "monthly.csv"))
quarterly <- read.csv(file.path(data, "quarterly.csv"))
tags <- read.csv(file.path(data, "tags.csv"))
models <- read.csv(file.path(data, "models.csv"))

save <- function(name, plot, width = 8, height = 4.5) {
  plot <- plot + theme_minimal()
  ggsave(file.path(out, paste0(name, ".png")), plot, width = width, height = height, dpi = 150)
  ggsave(file.path(out, paste0(name, ".pdf")), plot, width = width, height = height)
}

save("1-line", ggplot(monthly, aes(year, models)) + geom_line() + labs(title = "Models per month"))
save("2-trend", ggplot(monthly, aes(year, share)) + geom_point() +
  geom_smooth(method = "lm", formula = y ~ x) + labs(title = "Models that report emissions"))
save("3-stack", ggplot(quarterly, aes(quarter, models, fill = domain)) +
  geom_col(position = "fill") + labs(title = "Domains by quarter"))
save("4-box", ggplot(models, aes(domain, co2_eq_emissions)) + geom_boxplot() + scale_y_log10() +
  labs(title = "Emissions by domain", y = "g CO2e"))
save("5-scatter", ggplot(models, aes(size_bytes, co2_eq_emissions)) + geom_point(alpha = 0.5) +
  geom_smooth(method = "lm", formula = y ~ x) + scale_x_log10() + scale_y_log10() +
  labs(title = "Emissions and size"))
save("6-histogram", ggplot(models, aes(log10(downloads + 1))) + geom_histogram(bins = 40) +
  labs(title = "Downloads"))
save("7-tags", ggplot(tags, aes(models, reorder(tag, models))) + geom_col() +
  labs(title = "Top tags", y = NULL))
r <- cor(models[-1], method = "spearman")
save("8-correlation", ggplot(as.data.frame(as.table(r)), aes(Var1, Var2, fill = Freq)) +
  geom_tile() + geom_text(aes(label = sprintf("%.2f", Freq))) +
  scale_fill_gradient2(limits = c(-1, 1)) + labs(title = "Spearman correlations"), 6, 5)
