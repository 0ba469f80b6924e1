import PluginKit

/// The file that the form of an import sent. Pure.
struct UploadedTable: Sendable {
    static let field = "csv_file"

    /// The table in UTF-8, which spreadsheets write, or UTF-16, which they write too; nil where no file was chosen. Other bytes are as they came:
    /// whoever reads them says what is wrong.
    let bytes: [UInt8]?

    init(_ form: some Collection<UInt8>) {
        let given = QueryString.bytes(UploadedTable.field, in: form) ?? []
        bytes = given.isEmpty ? nil : UploadedTable.utf8(given)
    }

    /// For the field of the form, so that faults can be mended there; nil where there is no file, or it is no text.
    var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }

    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        let isLittle = bytes.starts(with: [0xFF, 0xFE])
        guard isLittle || bytes.starts(with: [0xFE, 0xFF]), bytes.count.isMultiple(of: 2) else { return bytes }
        let units = stride(from: 2, to: bytes.count, by: 2).map { at in
            UInt16(bytes[isLittle ? at + 1 : at]) << 8 | UInt16(bytes[isLittle ? at : at + 1])
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) } ?? bytes
    }
}
