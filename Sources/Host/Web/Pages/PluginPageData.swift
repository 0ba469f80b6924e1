import NIOCore

/// The data of a plugin's page.
enum PluginPageData {
    /// - Throws: `PluginPageError`; the plugin's fault, told to the log alone.
    static func read(_ buffer: ByteBuffer, plugin: String) throws -> JSONValue {
        if buffer.readableBytes == 0 { return .object([:]) }
        do {
            let value = try JSONReader.read(Array(buffer.readableBytesView))
            guard case .object = value else { throw PluginPageError(message: "plugin \(plugin): the page's data is not a JSON object") }
            return value
        } catch let fault as JSONFault {
            throw PluginPageError(
                message: "plugin \(plugin): the page's data: \(fault.message) at line \(fault.line), column \(fault.column)")
        }
    }
}

/// A page that a plugin made wrong.
struct PluginPageError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
