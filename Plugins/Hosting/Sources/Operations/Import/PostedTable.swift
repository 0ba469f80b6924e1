import PluginKit

/// A table that the form of an import sent, as a file or as text, and what is to be done with it. Pure.
struct PostedTable: Sendable {
    /// Of a form as it comes, each byte of a table beside letters and digits as three; a longer one reads as one without fields.
    private static let mostFormBytes = 2 << 20

    let form: PostedForm
    /// For the field of the form, so that faults can be mended there.
    let csv: String
    let bytes: [UInt8]
    let wish: MinerImport.Wish

    init(_ request: Request) {
        form = PostedForm(request, mostBytes: PostedTable.mostFormBytes)
        let uploaded = UploadedTable(request.body.count <= PostedTable.mostFormBytes ? request.body : [])
        csv = uploaded.text ?? form.verbatim("csv")
        bytes = uploaded.bytes ?? Array(csv.utf8)
        wish = MinerImport.Wish(skipsBadRows: form["on_error"] == "skip", isTrial: form["dry_run"] == "true")
    }
}
