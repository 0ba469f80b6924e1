/// A table that a form of a page sent, as a file or typed into a field. Pure.
///
/// The host makes the content of a chosen file the value of its field, byte for byte. The file goes before what was typed; one that is empty, or
/// holds nothing but a byte order mark, is as none: then the typed text is read.
public struct PostedTable: Sendable {
    /// The name of the field with the file.
    public static let fileField = "csv_file"
    /// The name of the field that is typed into.
    public static let textField = "csv"

    /// Each byte of the longest body that the host takes, 1 MiB, comes as three at most.
    private static let mostFormBytes = 3 << 20

    /// The whole form, for what else it asks.
    public let form: PostedForm
    /// What `CSVReader` is to read: text in UTF-8, or a file's bytes as they came where they are no text, which the reader says.
    public let bytes: [UInt8]
    /// The table for the field that is typed into, so that faults can be mended there; what stood there where the file is no text.
    public let text: String

    /// Whether good rows are taken although others are bad (`on_error=skip`).
    public var skipsBadRows: Bool { form["on_error"] == "skip" }

    /// Reads the body of a request. Throws `.invalidArgument` for one of more than 3 MiB.
    public init(_ request: Request) throws(PluginError) { self.init(try request.body(atMost: Self.mostFormBytes)) }

    /// Reads the body of a form.
    public init(_ body: some Collection<UInt8>) {
        form = PostedForm(body)
        let typed = form.verbatimTexts[Self.textField] ?? ""
        let file = TableText.utf8(QueryString.bytes(Self.fileField, in: body) ?? [])
        let isSent = !file.isEmpty && file != TableText.mark
        bytes = isSent ? file : Array(typed.utf8)
        text = isSent ? String(validating: file, as: UTF8.self) ?? typed : typed
    }
}
