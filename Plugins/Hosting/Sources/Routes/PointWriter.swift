import PluginKit

/// Writes the points of a chart: one a bucket, with nulls where nothing was recorded, so that a gap is shown as one.
enum PointWriter {
    /// Raw rows further apart than this have a gap between them.
    static let rawGapMicros: Int64 = 150_000_000

    /// Writes `items` and the span's fields. `rows` have the column `bucket`, in rising order; `columns` are the others to write.
    static func write(_ rows: Rows, span: TimeSpan, columns: [String], to json: inout JSONWriter) throws {
        let bucket = try rows.column("bucket")
        try json.array("items") { json in
            if span.source == .raw {
                try writeRaw(rows, bucket: bucket, columns: columns, to: &json)
            } else {
                try writeBuckets(rows, bucket: bucket, span: span, columns: columns, to: &json)
            }
        }
        json.field("from", span.from)
        json.field("to", span.to)
        json.field("step_seconds", span.source.seconds)
        json.field("source", span.source.rawValue)
    }

    private static func writeRaw(_ rows: Rows, bucket: Int, columns: [String], to json: inout JSONWriter) throws {
        var before: Timestamp?
        for row in rows {
            let time: Timestamp = try row[bucket]
            if let last = before, time.micros(since: last) > rawGapMicros { empty(at: last.adding(seconds: 60), columns, &json) }
            try point(row, at: time, columns, &json)
            before = time
        }
    }

    private static func writeBuckets(
        _ rows: Rows, bucket: Int, span: TimeSpan, columns: [String], to json: inout JSONWriter
    ) throws {
        var position = 0
        for time in span.buckets {
            while position < rows.count, try (rows[position][bucket] as Timestamp) < time { position += 1 }
            if position < rows.count, try (rows[position][bucket] as Timestamp) == time {
                try point(rows[position], at: time, columns, &json)
                position += 1
            } else {
                empty(at: time, columns, &json)
            }
        }
    }

    private static func point(_ row: Row, at time: Timestamp, _ columns: [String], _ json: inout JSONWriter) throws {
        try json.object { json in
            json.field("recorded_at", time)
            for column in columns { json.field(column, try row.cell(column)) }
        }
    }

    private static func empty(at time: Timestamp, _ columns: [String], _ json: inout JSONWriter) {
        json.object { json in
            json.field("recorded_at", time)
            for column in columns {
                json.key(column)
                json.null()
            }
        }
    }
}
