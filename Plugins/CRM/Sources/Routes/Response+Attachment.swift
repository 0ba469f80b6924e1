import PluginKit

extension Response {
    /// A file that the browser saves under a name.
    static func attachment(_ bytes: [UInt8], _ type: String, _ name: String) -> Response {
        var response = Response.bytes(bytes, contentType: type)
        response.headers.append(("content-disposition", "attachment; filename=\"\(name)\""))
        return response
    }
}
