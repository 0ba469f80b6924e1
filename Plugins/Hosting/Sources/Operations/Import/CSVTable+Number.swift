import PluginKit

extension CSVReader.Table {
    /// The number in a cell, with a comma before its decimals too where none stands between cells; nil if it is none.
    func number(_ cell: String) -> Double? {
        let takesComma = delimiter != UInt8(ascii: ",") && !cell.contains(".")
        return Double(takesComma ? String(cell.map { $0 == "," ? "." : $0 }) : cell)
    }
}
