import PluginABI

/// Results of a statement that its plugin was not built for: other columns, types, counts and lies.
enum HostileRows {
    static func all(_ shape: StatementShape, seed: UInt64) -> [(what: String, rows: [UInt8])] {
        var random = SeededRandom(seed)
        let good = shape.rows(2, random: &random)
        func columns(_ rowCount: Int, _ values: (Int) -> RawRows.Values) -> [UInt8] {
            var rows = RawRows(rowCount: rowCount)
            for (index, column) in shape.columns.enumerated() { rows.add(column.name, values(index)) }
            return rows.finish()
        }
        var all: [(String, [UInt8])] = [
            ("no rows", shape.rows(0, random: &random)), ("no columns", RawRows(rowCount: 0).finish()),
            ("rows without columns", RawRows(rowCount: 3).finish()), ("2,000 rows", shape.rows(2_000, random: &random)),
            ("integers everywhere", columns(2) { _ in .integers([.min, .max]) }),
            ("texts everywhere", columns(2) { _ in .texts(["", "\u{10FFFF}"]) }),
            ("bytes that are not UTF-8 everywhere", columns(1) { _ in .runs([[0xFF, 0x00, 0xC0]], type: Int(HI_COLUMN_TEXT)) }),
            ("booleans everywhere", columns(2) { _ in .booleans([true, false]) }),
            ("numbers that are none", columns(3) { _ in .numbers([.nan, .infinity, -0.0]) }),
            ("times at the ends of time", columns(2) { _ in .timestamps([.min, .max]) }),
            ("broken JSON", columns(2) { _ in .runs([Array("{\"a\":".utf8), []], type: Int(HI_COLUMN_JSON)) }),
            (
                "decimals that are none",
                columns(2) { _ in .runs([Array("NaN".utf8), Array("1e999999".utf8)], type: Int(HI_COLUMN_DECIMAL)) }
            ),
            ("column types that no header knows", columns(1) { _ in .runs([[1]], type: 999) }),
            ("the greatest value of each column's type", shape.rows { _ in .greatest }),
            ("the least value of each column's type", shape.rows { _ in .least }),
            ("infinity", shape.rows { _ in .infinite }), ("infinity below zero", shape.rows { _ in .infiniteBelowZero }),
        ]
        all += someAtTheEnds(shape)
        var reversed = RawRows(rowCount: 1)
        for column in shape.columns.reversed() { reversed.add("other_\(column.name)", .integers([1])) }
        all.append(("columns of other names", reversed.finish()))
        all.append(("nothing but nulls", nulls(shape)))
        all += lies(good)
        return all
    }

    /// What is at the end of its type beside what is as usual breaks other sums than all at one end does. The same for each seed, so that a plugin
    /// that passes does so again.
    private static func someAtTheEnds(_ shape: StatementShape) -> [(String, [UInt8])] {
        (1...6).map { number in
            var random = SeededRandom(UInt64(number))
            let choices: [StatementShape.End?] = [nil] + StatementShape.End.allCases
            return ("some columns at the ends of their types, \(number)", shape.rows { _ in choices[random.below(choices.count)] })
        }
    }

    private static func nulls(_ shape: StatementShape) -> [UInt8] {
        var rows = RawRows(rowCount: 2)
        for column in shape.columns { rows.add(column.name, .integers([0, 0]), nulls: [0, 1]) }
        return rows.finish()
    }

    /// Counts and offsets that lead outside.
    private static func lies(_ good: [UInt8]) -> [(String, [UInt8])] {
        func with(_ what: String, _ change: (inout [UInt8]) -> Void) -> (String, [UInt8]) {
            var bytes = good
            change(&bytes)
            return (what, bytes)
        }
        var lies = [
            ("nothing", [UInt8]()), ("half", Array(good.prefix(good.count / 2))), with("version 2") { $0.put(UInt16(2), at: 4) },
            with("65,535 columns") { $0.put(UInt16.max, at: 6) }, with("2^32 - 1 rows") { $0.put(UInt32.max, at: 8) },
            with("a million rows more than there are") { $0.put(UInt32(1_000_000), at: 8) },
            with("total_bytes = 2^32 - 1") { $0.put(UInt32.max, at: 0) },
        ]
        let head = MemoryLayout<hi_rows>.size
        guard good.count >= head + MemoryLayout<hi_column>.size else { return lies }
        for (what, offset) in [("name", 0), ("validity", 8), ("offsets", 12), ("data", 16)] {
            lies.append(with("the \(what) of a column at 2^32 - 8") { $0.put(UInt32.max - 7, at: head + offset) })
            lies.append(with("the \(what) of a column at the end") { $0.put(UInt32($0.count), at: head + offset) })
        }
        lies.append(with("data of 2^32 - 1 bytes") { $0.put(UInt32.max, at: head + 20) })
        lies.append(with("a column without data") { $0.put(UInt32(0), at: head + 20) })
        return lies
    }
}
