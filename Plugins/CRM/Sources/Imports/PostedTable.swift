import PluginKit

/// A table that the form of an import sent, as a file or as text, and what becomes of its bad rows. Pure.
struct PostedTable: Sendable {
    static let fileField = "csv_file"
    static let textField = "csv"

    /// The file's, or the field's where none was chosen: text in UTF-8, or bytes of which their reader says that they are none.
    let bytes: [UInt8]
    /// For the field of the form, so that faults can be mended there.
    let text: String
    let skipsBadRows: Bool

    /// Each byte of a table comes as three at most.
    private static let mostFormBytes = 3 * Request.tableBytes

    /// Throws `.invalidArgument` for a form that is too long.
    init(_ request: Request) throws(PluginError) { self.init(form: try request.body(atMost: Self.mostFormBytes)) }

    init(form: some Collection<UInt8>) {
        let texts = PostedForm(form).verbatimTexts
        let typed = texts[Self.textField] ?? ""
        // Byte for byte: a file need not be UTF-8.
        let file = TableText.utf8(QueryString.bytes(Self.fileField, in: form) ?? [])
        bytes = file.isEmpty ? Array(typed.utf8) : file
        text = file.isEmpty ? typed : String(validating: file, as: UTF8.self) ?? typed
        skipsBadRows = texts["on_error"] == "skip"
    }
}
