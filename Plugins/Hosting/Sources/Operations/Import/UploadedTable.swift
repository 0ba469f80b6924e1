import PluginKit

/// The file that the form of an import sent. Pure.
struct UploadedTable: Sendable {
    static let field = "csv_file"

    /// The table as `TableText` makes UTF-8 of what spreadsheets write; nil where no file was chosen. Other bytes are as they came: whoever
    /// reads them says what is wrong.
    let bytes: [UInt8]?

    init(_ form: some Collection<UInt8>) {
        let given = QueryString.bytes(UploadedTable.field, in: form) ?? []
        bytes = given.isEmpty ? nil : TableText.utf8(given)
    }

    /// For the field of the form, so that faults can be mended there; nil where there is no file, or it is no text.
    var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }
}
