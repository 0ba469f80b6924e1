/// Vets declared statements by their text. Pure: needs no server.
package enum StatementVetter {
    /// Vets one statement.
    ///
    /// - Throws: `VettingError` with every refusal, each with its place, what stands there and why it is refused.
    package static func vet(_ source: StatementSource, scope: VettingScope) throws(VettingError) -> VettedStatement {
        func refusal(_ what: String, _ why: String, at offset: Int? = nil) -> VettingError {
            VettingError(issues: [VettingIssue(file: source.path, sql: source.sql, offset: offset, what: what, why: why)])
        }
        let statements: [SQLParser.Statement]
        do throws(SQLParser.Fault) {
            statements = try SQLParser.parse(source.sql)
        } catch {
            throw refusal("not SQL", error.message, at: error.offset)
        }
        guard statements.count == 1, let statement = statements.first else {
            throw refusal(
                "\(statements.count) statements", "expected exactly one", at: statements.dropFirst().first?.offset)
        }
        let kinds: [String: VettedStatement.Kind] = [
            "SelectStmt": .select, "InsertStmt": .insert, "UpdateStmt": .update, "DeleteStmt": .delete, "MergeStmt": .merge,
        ]
        guard let kind = kinds[statement.node.type] else {
            throw refusal(
                TreeVetter.words(statement.node.type), "only SELECT, INSERT, UPDATE, DELETE and MERGE are allowed", at: statement.offset)
        }
        var vetter = TreeVetter(file: source.path, sql: source.sql, scope: scope)
        vetter.place = statement.offset
        vetter.visit(statement.node)
        if vetter.locks, let foreign = vetter.reads.sorted().first(where: { !$0.hasPrefix(scope.schema + ".") }) {
            vetter.refuse("for update", "locks rows of \(foreign), which the plugin does not own")
        }
        let count = vetter.parameters.max() ?? 0
        if let missing = (1...max(count, 1)).first(where: { $0 <= count && !vetter.parameters.contains($0) }) {
            vetter.refuse("parameter $\(count)", "$\(missing) is not used; expected $1 to $\(count) without gaps")
        }
        guard vetter.issues.isEmpty else { throw VettingError(issues: vetter.issues) }
        return VettedStatement(
            name: source.name, sql: statement.sql, kind: kind, reads: vetter.reads.sorted(), writes: vetter.writes.sorted(),
            parameterCount: count)
    }

    /// `schema.table` of what a statement reads that was vetted before.
    static func reads(of source: StatementSource, scope: VettingScope) -> Set<String> {
        var vetter = TreeVetter(file: source.path, sql: source.sql, scope: scope)
        for statement in (try? SQLParser.parse(source.sql)) ?? [] { vetter.visit(statement.node) }
        return vetter.reads
    }

    /// Vets all statements; the issues of all are gathered.
    package static func vet(_ sources: [StatementSource], scope: VettingScope) throws(VettingError) -> [VettedStatement] {
        var vetted: [VettedStatement] = []
        var issues: [VettingIssue] = []
        for source in sources {
            do throws(VettingError) {
                vetted.append(try vet(source, scope: scope))
            } catch {
                issues += error.issues
            }
        }
        guard issues.isEmpty else { throw VettingError(issues: issues) }
        return vetted
    }
}
