import PluginKit

/// What a list of findings is narrowed by. Pure.
struct AnomalyQuery: Equatable, Sendable {
    static let states = ["standing", "open", "acknowledged", "gone"]

    let state: String?
    let kind: AnomalyKind?
    let minerId: Int64?
    let siteId: Int64?
    let page: PageOf

    /// Reads `state`, `kind`, `miner_id`, `site_id` and the page. Throws `.invalidArgument`.
    init(_ request: Request, defaultState: String? = nil) throws(PluginError) {
        let state = request.text("state").flatMap { $0.isEmpty ? nil : $0 } ?? defaultState
        guard state.map({ Self.states.contains($0) || $0 == "all" }) ?? true else {
            throw PluginError(.invalidArgument, "state: expected all, \(Self.states.joined(separator: ", ")).")
        }
        self.state = state == "all" ? nil : state
        if let word = request.text("kind"), !word.isEmpty {
            guard let kind = AnomalyKind(rawValue: word) else {
                let known = AnomalyKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw PluginError(.invalidArgument, "kind: expected one of \(known).")
            }
            self.kind = kind
        } else {
            kind = nil
        }
        minerId = request.text("miner_id") == "" ? nil : try request.integer("miner_id", in: 0...Int64.max)
        siteId = request.text("site_id") == "" ? nil : try request.integer("site_id", in: 0...Int64.max)
        page = try PageOf(request)
    }

    private var filters: [Value] { [Value(state), Value(kind?.rawValue), Value(minerId), Value(siteId)] }

    /// The page's rows, then their total.
    var calls: [Database.Call] {
        [
            Database.Call("anomalies_page", parameters: filters + [.null, .integer(page.size), .integer(page.offset)]),
            Database.Call("anomalies_total", parameters: filters),
        ]
    }

    /// One finding by its number.
    static func one(_ id: Int64) -> Database.Call {
        Database.Call("anomalies_page", parameters: [.null, .null, .null, .null, .integer(id), .integer(1), .integer(0)])
    }

    /// The address of another page of the same list.
    func link(page number: Int64) -> String {
        let items: [(String, String?)] = [
            ("state", state ?? "all"), ("kind", kind?.rawValue), ("miner_id", minerId.map(String.init)),
            ("site_id", siteId.map(String.init)), ("per_page", page.size == 20 ? nil : String(page.size)),
            ("page", number == 1 ? nil : String(number)),
        ]
        let told = items.compactMap { name, value in value.map { "\(name)=\(QueryString.encode($0))" } }
        return "/analytics/anomalies?" + told.joined(separator: "&")
    }
}
