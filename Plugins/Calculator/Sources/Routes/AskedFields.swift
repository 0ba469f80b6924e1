import PluginKit

/// The fields of a request as texts: of its query, or of the object in its body.
struct AskedFields: Sendable {
    let texts: [String: String]
    let faults: [FieldFault]

    /// Throws `.invalidArgument` for a body that is no JSON object.
    init(_ request: Request) throws(PluginError) {
        guard request.method != "GET" else {
            (texts, faults) = (FieldTexts.of(request.query), [])
            return
        }
        guard let object = try request.json().object else { throw PluginError(.invalidArgument, "The body: expected a JSON object.") }
        (texts, faults) = FieldTexts.of(object)
    }

    /// A reader of the fields that refuses all others.
    func reader(_ known: Set<String>) -> InputReader {
        var reader = InputReader(texts)
        reader.add(faults)
        reader.refuseUnknown(known)
        return reader
    }
}
