import PluginKit

/// A batch as it was asked: where its rows stand, what they share, what becomes of bad ones.
struct BatchQuestion: Sendable {
    /// How rows came.
    enum Source: Sendable {
        case elements([JSONValue])
        case table([UInt8])
    }

    let source: Source
    /// The table as text, to be corrected by its reader; empty where rows came otherwise.
    let tableText: String
    /// Market, assumptions, and what rows leave out.
    let shared: [String: String]
    let faults: [FieldFault]
    /// Whether good rows are calculated although others are bad. Only on request.
    let skipsBadRows: Bool
    let wantsTable: Bool

    static let rowsName = "rows"
    static let onErrorName = "on_error"
    static let formatName = "format"

    /// Reads JSON with `rows` or `csv` beside the shared fields, a form with `csv` or a file `csv_file`, which goes first, or a bare table with the shared fields in the query.
    /// Throws `.invalidArgument` for a body that is none of these.
    init(_ request: Request) throws(PluginError) {
        let type = (request.header("content-type") ?? "").prefix { $0 != ";" }.lowercased()
        var texts = FieldTexts.of(request.query)
        var faults: [FieldFault] = []
        switch type {
        case "text/csv", "text/plain", "application/octet-stream":
            source = .table([UInt8](request.body))
            tableText = String(decoding: request.body, as: UTF8.self)
        case "application/x-www-form-urlencoded":
            let posted = try PostedTable(request)
            texts.merge(posted.form.verbatimTexts) { _, form in form }
            for name in [PostedTable.textField, PostedTable.fileField] { texts.removeValue(forKey: name) }
            (source, tableText) = (.table(posted.bytes), posted.text)
        default:
            guard let object = try request.json().object else {
                throw PluginError(.invalidArgument, "The body: expected a JSON object with rows.")
            }
            let read = FieldTexts.of(object, except: [Self.rowsName])
            texts.merge(read.texts) { _, own in own }
            faults = read.faults
            if let rows = object[Self.rowsName] {
                guard let elements = rows.array else { throw PluginError(.invalidArgument, "rows: expected an array of objects.") }
                (source, tableText) = (.elements(elements), "")
            } else if let table = texts.removeValue(forKey: PostedTable.textField) {
                (source, tableText) = (.table(Array(table.utf8)), table)
            } else {
                throw PluginError(.invalidArgument, "rows: missing; expected an array of objects, or csv with a table as text.")
            }
        }
        let accept = request.header("accept") ?? ""
        let format = texts.removeValue(forKey: Self.formatName)
        let onError = texts.removeValue(forKey: Self.onErrorName)
        if let format, !["json", "csv"].contains(format) {
            faults.append(FieldFault(Self.formatName, found: format, expected: "json or csv"))
        }
        if let onError, !["refuse", "skip"].contains(onError) {
            faults.append(FieldFault(Self.onErrorName, found: onError, expected: "refuse, or skip to calculate the good rows"))
        }
        wantsTable = format.map { $0 == "csv" } ?? (accept.contains("text/csv") && !accept.contains("application/json"))
        skipsBadRows = onError == "skip"
        (shared, self.faults) = (texts, faults)
    }
}
