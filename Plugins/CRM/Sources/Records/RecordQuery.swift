import PluginKit

/// What a list of records is narrowed to. Pure.
struct RecordQuery: Sendable {
    let kind: RecordKind
    private(set) var values: [Value] = []
    /// What was given, by the filters' names.
    private(set) var texts: [String: String] = [:]
    private(set) var faults: [FieldFault] = []

    init(_ request: Request, _ kind: RecordKind) { self.init({ request.text($0) }, kind) }

    init(_ text: (String) -> String?, _ kind: RecordKind) {
        self.kind = kind
        for filter in kind.filters {
            guard let given = text(filter.name)?.trimmingSpaces, !given.isEmpty else {
                values.append(.null)
                continue
            }
            texts[filter.name] = given
            let value = filter.kind.read(given)
            if value == nil { faults.append(FieldFault(filter.name, found: given, expected: filter.kind.expectation, kind: filter.kind)) }
            values.append(Value(value))
        }
    }

    /// As ``init(_:_:)``, for a page: throws `.invalidArgument` for what no form of it sends.
    init(page request: Request, _ kind: RecordKind) throws(PluginError) {
        self.init(request, kind)
        if let fault = faults.first { throw PluginError(.invalidArgument, fault.message) }
    }

    /// Whether the list is not all of it.
    var isNarrowed: Bool { !texts.isEmpty }

    /// The items of an address that narrow the list, for links; empty for all of it.
    var items: String {
        kind.filters.compactMap { filter in texts[filter.name].map { "\(filter.name)=\(QueryString.encode($0))" } }.joined(separator: "&")
    }

    /// The page's rows and the total, for one round trip.
    ///
    /// - Parameter prefix: Of the statements' names.
    func calls(_ page: PageOf, of prefix: String = "") -> [Database.Call] {
        [
            Database.Call("\(prefix)\(kind.plural)_page", parameters: values + [.integer(page.size), .integer(page.offset)]),
            Database.Call("\(prefix)\(kind.plural)_total", parameters: values),
        ]
    }
}
