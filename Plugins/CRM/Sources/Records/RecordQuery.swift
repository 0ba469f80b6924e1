import PluginKit

/// What a list of records is narrowed to. Pure.
struct RecordQuery: Sendable {
    let kind: RecordKind
    private(set) var values: [Value] = []
    private(set) var faults: [FieldFault] = []

    init(_ request: Request, _ kind: RecordKind) { self.init({ request.text($0) }, kind) }

    init(_ text: (String) -> String?, _ kind: RecordKind) {
        self.kind = kind
        for filter in kind.filters {
            guard let given = text(filter.name)?.trimmingSpaces, !given.isEmpty else {
                values.append(.null)
                continue
            }
            let value = filter.kind.read(given)
            if value == nil { faults.append(FieldFault(filter.name, found: given, expected: filter.kind.expectation, kind: filter.kind)) }
            values.append(Value(value))
        }
    }

    /// The page's rows and the total, for one round trip.
    func calls(_ page: PageOf) -> [Database.Call] {
        [
            Database.Call("\(kind.plural)_page", parameters: values + [.integer(page.size), .integer(page.offset)]),
            Database.Call("\(kind.plural)_total", parameters: values),
        ]
    }
}
