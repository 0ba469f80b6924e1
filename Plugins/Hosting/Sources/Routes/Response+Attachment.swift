import PluginKit

extension Response {
    /// A table, its first line the columns' names, that the browser saves under a name.
    static func attachment(csv: [UInt8], _ name: String) -> Response {
        var response = Response.bytes(csv, contentType: "text/csv; charset=utf-8; header=present")
        response.headers.append(("content-disposition", "attachment; filename=\"\(name)\""))
        return response
    }
}
