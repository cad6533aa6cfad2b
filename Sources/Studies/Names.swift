import Basics
import Tables

// Foundation has types of these names too; in a study they are those of the tables.
typealias Expression = Tables.Expression
typealias Unit = Basics.Unit
