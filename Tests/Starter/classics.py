"""R's classic data sets, from its package `datasets` (R Core Team, GPL-2 or later; the data are facts).

R 4.2.2 wrote them; their sources are in R's help pages. `esoph` was corrected in later versions of R.
"""

import subprocess

from starter import Starter


class Classic(Starter):
    """A data set of R: `command` prints it."""

    def __init__(self, name, about, columns, command, header=None, **plan):
        super().__init__(name, about, columns, None, first=True, header=header, **plan)
        self.command = command

    def data(self):
        return subprocess.run(["Rscript", "--vanilla", "-e", f"options(digits = 15); {self.command}"], check=True,
            capture_output=True).stdout


def plain(data):
    return f'write.csv({data}, stdout(), row.names = FALSE, quote = FALSE)'


FILES = [
    Classic("mtcars.csv", "R: mtcars (Motor Trend 1974; Henderson and Velleman 1981), row names without a head.", """
column_1 | identifier, text | a car a row; the head is empty
mpg | measurement | miles a gallon
cyl | count, ordinal ! | 4, 6, 8 cylinders
disp | measurement | cubic inches
hp | measurement | horse powers
drat | measurement | a ratio of gears
wt | measurement | 1000 pounds
qsec | measurement | seconds
vs | binary ! | 0 or 1
am | binary ! | 0 or 1
gear | count, ordinal ! | 3, 4, 5 gears
carb | count, ordinal ! | carburettors
""", "write.csv(mtcars, stdout())",
            header=["", "mpg", "cyl", "disp", "hp", "drat", "wt", "qsec", "vs", "am", "gear", "carb"],
            outcome=["mpg"], by=["am", "vs", "cyl", "gear"], time=[""]),
    Classic("iris.csv", "R: iris (Anderson 1935; Fisher 1936).", """
Sepal.Length | measurement | centimetres
Sepal.Width | measurement | centimetres
Petal.Length | measurement | centimetres
Petal.Width | measurement | centimetres
Species | category | three species
""", plain("iris"), by=["Species"], time=[""]),
    Classic("ToothGrowth.csv", "R: ToothGrowth (Crampton 1947), with numbers of rows as Rdatasets writes them.", """
rownames | identifier | 1 to 60, a number of the row
len | measurement | length of cells
supp | binary, category ! | OJ or VC
dose | measurement, ordinal ! | 0.5, 1, 2 milligrams a day
""",
            'write.csv(data.frame(rownames = 1:60, ToothGrowth), stdout(), row.names = FALSE)', outcome=["len"],
            by=["supp", "dose"], time=[""]),
    Classic("airquality.csv", "R: airquality (New York State; 1973), NA for missing.", """
Ozone | measurement | parts a billion
Solar.R | measurement | langleys
Wind | measurement | miles an hour
Temp | measurement | degrees Fahrenheit
Month | time, ordinal | 5 to 9
Day | time, ordinal | 1 to 31
""", plain("airquality"), outcome=["Ozone"], by=["Month", ""], time=["Month", "Day"]),
    Classic("warpbreaks.csv", "R: warpbreaks (Tippett 1950).", """
breaks | count | breaks of a thread
wool | binary, category ! | A or B
tension | ordinal, category ! | L, M, H
""", plain("warpbreaks"), outcome=["breaks"], by=["wool", "tension"], time=[""]),
    Classic("infert.csv", "R: infert (Trichopoulos et al. 1976): cases and matched controls.", """
education | ordinal, category ! | bands of years at school
age | measurement ! | years
parity | count ! | births
induced | ordinal, count | 0, 1, 2 or more
case | binary | 0 or 1: the status
spontaneous | ordinal, count | 0, 1, 2 or more
stratum | code, identifier | the number of a matched set
pooled.stratum | code, identifier | the number of a pooled set
""", plain("infert"), outcome=["case"], time=[""]),
    Classic("esoph.csv", "R: esoph (Breslow and Day 1980): grouped counts of cases and controls.", """
agegp | ordinal ! | bands of age
alcgp | ordinal ! | bands of alcohol a day
tobgp | ordinal ! | bands of tobacco a day
ncases | count | cases
ncontrols | count | controls
""", plain("esoph"), outcome=["ncases"], by=["alcgp", "tobgp", "agegp"], time=[""]),
    Classic("ChickWeight.csv", "R: ChickWeight (Crowder and Hand 1990): weights of chicks by day.", """
weight | measurement | grams
Time | time, measurement ! | days since birth
Chick | code, identifier | the number of a chick, up to twelve rows each
Diet | category, code ! | 1 to 4: numbers that name
""", plain("ChickWeight"), outcome=["weight"], by=["Diet"], time=["Time"]),
]
