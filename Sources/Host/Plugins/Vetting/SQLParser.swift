import CPgQuery
import Foundation

/// PostgreSQL's own parser (libpg_query): text in, parse trees out. Touches no server.
enum SQLParser {
    /// Limit of a text in bytes.
    static let maximumBytes = 131_072
    /// Limit of a tree's nesting, far above what a person writes.
    static let maximumDepth = 512

    /// One statement of a text.
    struct Statement {
        let node: SQLNode
        /// Offset of its first byte.
        let offset: Int
        /// Its text without the semicolon.
        let sql: String
    }

    /// Parses `sql`.
    ///
    /// Runs on ``ParserThread`` and waits for it: only processor time, never a socket.
    /// - Throws: `Fault` with the byte's offset.
    static func parse(_ sql: String) throws(Fault) -> [Statement] {
        guard sql.utf8.count <= maximumBytes else {
            throw Fault(message: "has \(sql.utf8.count) bytes, expected at most \(maximumBytes)", offset: nil)
        }
        guard !sql.utf8.contains(0) else { throw Fault(message: "holds a NUL byte", offset: nil) }
        let job = Job(sql: sql)
        ParserThread.shared.run { job.run() }
        return try job.result.get()
    }

    /// Says where the text stops being SQL.
    struct Fault: Error {
        let message: String
        let offset: Int?
    }

    /// One parse.
    ///
    /// @unchecked: the parser's thread writes `result` before `ParserThread.run` returns, the caller reads it after.
    private final class Job: @unchecked Sendable {
        let sql: String
        var result: Result<[Statement], Fault> = .failure(Fault(message: "the parser gave no answer", offset: nil))

        init(sql: String) { self.sql = sql }

        func run() {
            let parsed = pg_query_parse(sql)
            defer { pg_query_free_parse_result(parsed) }
            if let error = parsed.error {
                let message = error.pointee.message.map { String(cString: $0) } ?? "not SQL"
                // The position counts characters from 1.
                let characters = Int(error.pointee.cursorpos) - 1
                let offset = characters < 0 ? nil : sql.unicodeScalars.prefix(characters).reduce(0) { $0 + UTF8.width($1) }
                result = .failure(Fault(message: message, offset: offset))
                return
            }
            guard let tree = parsed.parse_tree else { return }
            let bytes = UnsafeRawBufferPointer(start: tree, count: strlen(tree))
            do throws(JSONSyntaxError) {
                let document = try JSONValue.parse(bytes, maximumDepth: maximumDepth)
                result = .success(
                    (document["stmts"]?.arrayValue ?? []).compactMap { entry in
                        guard let wrapped = entry["stmt"], let node = SQLNode(wrapped: wrapped) else { return nil }
                        let start = Int(entry["stmt_location"]?.integerValue ?? 0)
                        let blanks = sql.utf8.dropFirst(start).prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.count
                        let length = entry["stmt_len"]?.integerValue.map { Int($0) } ?? sql.utf8.count - start
                        let text = String(decoding: sql.utf8.dropFirst(start).prefix(length), as: UTF8.self)
                        return Statement(node: node, offset: start + blanks, sql: text)
                    })
            } catch {
                result = .failure(Fault(message: "nested too deeply or not readable (\(error.message))", offset: nil))
            }
        }
    }
}
