extension ManifestReader {
    static func tables(_ cursor: YamlCursor) -> [TableDeclaration] {
        guard let members = cursor.anyMembers() else { return [] }
        var found: [TableDeclaration] = []
        var rollupNames: Set<String> = []
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if name.wholeMatch(of: /[a-z][a-z0-9_]{0,39}/) == nil || name.hasPrefix("pg_") {
                member.value.fault(
                    "wrong table name", expected: "a name of a-z, 0-9 and '_' that begins with a letter, not with pg_ (at most 40)",
                    found: name)
                continue
            }
            guard let table = Self.table(name, member.value) else { continue }
            for rollup in table.rollups where members[rollup.table] != nil || !rollupNames.insert(rollup.table).inserted {
                member.value.fault(
                    "the roll-up table '\(rollup.table)' is declared twice", expected: "another name, roll-up tables are made by the host",
                    found: rollup.table)
            }
            found.append(table)
        }
        for table in found {
            guard let through = table.visibleThrough else { continue }
            let referring = found.first { $0.name == through.table && !$0.isReference }
            if referring == nil || referring?.visibleThrough != nil {
                members[table.name]?.value.fault(
                    "visible_through names an unknown table", expected: "a tenant table of this plugin that is not visible through another",
                    found: through.table)
            }
        }
        return found
    }

    private static func table(_ name: String, _ cursor: YamlCursor) -> TableDeclaration? {
        if case .scalar(let scalar) = cursor.node, ["", "~", "null"].contains(scalar.string) {
            return TableDeclaration(
                name: name, isReference: false, dataFile: nil, isIngest: false, isAppendOnly: false, visibleThrough: nil, partition: nil,
                rollups: [])
        }
        guard let members = cursor.members(["reference", "data", "ingest", "append_only", "visible_through", "partition", "rollups"])
        else { return nil }
        let isReference = members["reference"]?.bool() ?? false
        let isIngest = members["ingest"]?.bool() ?? false
        let partition = members["partition"].flatMap(Self.partition)
        let dataFile = members["data"]?.text(matching: /[a-z0-9_-]{1,60}\.csv/, "the name of a .csv file in data/")
        if !isReference { members["data"]?.fault("only a reference table is filled from a file", expected: "reference: true beside it") }
        if isReference {
            for other in ["ingest", "append_only", "visible_through", "partition", "rollups"] {
                members[other]?.fault("not for a reference table", expected: "only reference and data")
            }
        }
        if isIngest { members["append_only"]?.fault("not for an ingest table", expected: "nothing: the host alone writes it") }
        if isIngest && members["partition"] == nil {
            cursor.fault("an ingest table must be partitioned", expected: "partition: {by: …, every: 1d, keep: …}", found: "none")
        }
        if !isIngest { members["rollups"]?.fault("only an ingest table is rolled up", expected: "ingest: true beside it") }
        if !isIngest { members["partition"]?.fault("only an ingest table is partitioned", expected: "ingest: true beside it") }
        let rollups = (members["rollups"]?.elements(atMost: 20) ?? []).compactMap(Self.rollup)
        return TableDeclaration(
            name: name, isReference: isReference, dataFile: dataFile, isIngest: isIngest,
            isAppendOnly: members["append_only"]?.bool() ?? false, visibleThrough: members["visible_through"].flatMap(Self.visibleThrough),
            partition: partition,
            rollups: rollups.sorted { ($0.everySeconds, $0.table) < ($1.everySeconds, $1.table) })
    }

    private static func partition(_ cursor: YamlCursor) -> TableDeclaration.Partition? {
        guard let members = cursor.members(["by", "every", "keep"]) else { return nil }
        guard let column = cursor.required("by", members)?.name(),
            let every = cursor.required("every", members)?.seconds(in: 86_400...31_536_000),
            let keep = cursor.required("keep", members)?.seconds(in: 86_400...315_360_000)
        else { return nil }
        if every % 86_400 != 0 { members["every"]?.fault("wrong value", expected: "whole days") }
        if keep < every { members["keep"]?.fault("shorter than a partition", expected: "at least \(every / 86_400)d") }
        return TableDeclaration.Partition(column: column, everySeconds: every, keepSeconds: keep)
    }

    private static func visibleThrough(_ cursor: YamlCursor) -> TableDeclaration.VisibleThrough? {
        guard let members = cursor.members(["table", "columns"]), let table = cursor.required("table", members)?.name(),
            let columns = cursor.required("columns", members)?.anyMembers()
        else { return nil }
        let pairs = columns.compactMap { name, member in
            member.value.name().map { TableDeclaration.ColumnPair(column: name, referringColumn: $0) }
        }
        if !columns.keys.contains("tenant_id") {
            members["columns"]?.fault("does not lead with the tenant", expected: "tenant_id: <column of \(table)>")
        }
        for name in columns.keys where name.wholeMatch(of: /[a-z][a-z0-9_]{0,47}/) == nil {
            members["columns"]?.fault("wrong column name", expected: "a name of a-z, 0-9 and '_'", found: name)
        }
        return TableDeclaration.VisibleThrough(table: table, columns: pairs.sorted { $0.column < $1.column })
    }

    private static func rollup(_ cursor: YamlCursor) -> RollupDeclaration? {
        guard let members = cursor.members(["table", "every", "keep", "by", "columns"]) else { return nil }
        guard let table = cursor.required("table", members)?.text(matching: /[a-z][a-z0-9_]{0,39}/, "a table name (at most 40)"),
            let every = cursor.required("every", members)?.seconds(in: 60...31_536_000),
            let keep = cursor.required("keep", members)?.seconds(in: 3_600...315_360_000),
            let columns = cursor.required("columns", members)?.anyMembers()
        else { return nil }
        if every < 86_400 ? 86_400 % every != 0 : every % 86_400 != 0 {
            members["every"]?.fault("wrong value", expected: "a length that divides a day, or whole days")
        }
        let by = (members["by"]?.elements(atMost: 8) ?? []).compactMap { $0.name() }
        if by.contains("tenant_id") || by.contains("bucket") {
            members["by"]?.fault("tenant_id and bucket are there already", expected: "other columns")
        }
        var found: [RollupDeclaration.Column] = []
        for (name, member) in columns.sorted(by: { $0.key < $1.key }) {
            if name.wholeMatch(of: /[a-z][a-z0-9_]{0,47}/) == nil || name == "tenant_id" || name == "bucket" || by.contains(name) {
                member.value.fault("wrong column name", expected: "a name of a-z, 0-9 and '_' that is not a key", found: name)
            }
            if let aggregate = member.value.choice(RollupDeclaration.Aggregate.self) {
                found.append(.init(name: name, aggregate: aggregate))
            }
        }
        return RollupDeclaration(table: table, everySeconds: every, keepSeconds: keep, by: by, columns: found)
    }
}
