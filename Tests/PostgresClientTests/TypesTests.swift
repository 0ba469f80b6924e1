import PostgresClient
import TestSupport
import Testing

@Suite("Types")
struct TypesTests {
    @Test("Random values of every type come back as they went, in binary and in text form", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) async throws {
        try await withPool { pool async throws in
            var random = SeededRandom(seed)
            let select =
                """
                SELECT $1::bool AS a, $2::int2 AS b, $3::int4 AS c, $4::int8 AS d, $5::float4 AS e, $6::float8 AS f, $7::text AS g, $8::bytea AS h,
                    $9::timestamptz AS i, $10::timestamp AS j, $11::date AS k, $12::numeric AS l, $13::jsonb AS m, $14::json AS n, $15::uuid AS o,
                    $16::inet AS p, $17::varchar AS q
                """
            let binary = Statement(select)
            // An interval is not known in binary form, so the whole statement comes as text.
            let printed = Statement(select + ", interval '1 day' AS r")
            for _ in 0..<200 {
                let values = random.row()
                for statement in [binary, printed] {
                    let rows = try await pool.execute([(statement, values)])[0].rows
                    let back = (0..<values.count).map { rows.value(row: 0, column: $0) }
                    for index in values.indices where back[index] != values[index] {
                        Issue.record("seed \(seed), $\(index + 1): sent \(values[index]), got \(back[index])")
                    }
                    _ = try RowBatch(validating: rows.bytes)
                    if statement == printed { #expect(rows.text(row: 0, column: 17) == "1 day") }
                }
                // The same row as a batch of one row.
                var builder = RowBatch.Builder(SeededRandom.columns)
                builder.appendRow(values)
                let rows = try await pool.execute(PostgresRequest([.init(binary, .row(builder.finish()))]))[0].rows
                #expect((0..<values.count).map { rows.value(row: 0, column: $0) } == values, "seed \(seed)")
            }
        }
    }

    @Test("Edges: infinities, NaN, far dates, BC, long numerics, empty values, arrays")
    func edges() async throws {
        try await withPool { pool async throws in
            for extra in ["", ", interval '1s'"] {
                let rows = try await pool.query(
                    Statement(
                        """
                        SELECT 'infinity'::timestamptz, '-infinity'::date, '0044-03-15 12:00:00 BC'::timestamp, 'NaN'::numeric, '-0.00001000'::numeric,
                            12345678901234567890.5::numeric, 0::numeric, 100000000::numeric, '-Infinity'::float8, ''::text, ''::bytea, 10.50::numeric,
                            '10.0.0.0/8'::cidr, '9999-12-31'::date\(extra)
                        """))
                #expect(rows.timestampMicros(row: 0, column: 0) == .max)
                #expect(rows.timestampMicros(row: 0, column: 1) == .min)
                #expect(rows.timestampMicros(row: 0, column: 2) == -63_517_780_800_000_000)
                let texts = [3, 4, 5, 6, 7, 11, 12].map { rows.text(row: 0, column: $0) }
                #expect(texts == ["NaN", "-0.00001000", "12345678901234567890.5", "0", "100000000", "10.50", "10.0.0.0/8"])
                #expect(rows.number(row: 0, column: 8) == -.infinity)
                #expect(rows.text(row: 0, column: 9) == "" && rows.bytes(row: 0, column: 10)?.isEmpty == true)
                #expect(rows.timestampMicros(row: 0, column: 13) == 253_402_214_400_000_000)
            }
            let arrays = try await pool.query(
                "SELECT 7 = ANY($1::bigint[]), $2::text[] = ARRAY['a\"b', 'c,\\d', ''], $1", .array([1, 7] as [Int64]),
                .array(["a\"b", "c,\\d", ""]))
            #expect(arrays.boolean(row: 0, column: 0) == true && arrays.boolean(row: 0, column: 1) == true)
            #expect(arrays.text(row: 0, column: 2) == "{1,7}")
        }
    }

    @Test("Any change of a batch's bytes is either refused or safe to read", arguments: [11, 12] as [UInt64])
    func hostileBatches(seed: UInt64) throws {
        var random = SeededRandom(seed)
        var builder = RowBatch.Builder(SeededRandom.columns)
        for _ in 0..<9 { builder.appendRow(random.row()) }
        builder.appendRow([PostgresValue](repeating: .null, count: SeededRandom.columns.count))
        let good = builder.finish()
        _ = try RowBatch(validating: good.bytes)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = good.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place =
                    Bool.random(using: &random) ? Int.random(in: 0..<600, using: &random) : Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Int.random(in: 0..<10, using: &random) == 0 { bytes.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
            guard let batch = try? RowBatch(validating: bytes) else { continue }
            accepted += 1
            _ = batch.columns
            for column in 0..<batch.columnCount { for row in 0..<batch.rowCount { _ = batch.value(row: row, column: column) } }
        }
        #expect(accepted > 0, "seed \(seed)")
    }
}
