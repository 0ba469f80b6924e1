import Foundation
import Mustache

/// Reads `*.mustache` below a folder; the name is the path without the ending. Reads the disk: not for an event loop.
enum TemplateFolder {
    /// - Throws: `CatalogueError` naming the file.
    static func load(_ directory: String) throws -> MustacheLibrary {
        var library = MustacheLibrary()
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        for name in names.sorted() where name.hasSuffix(".mustache") {
            guard let data = FileManager.default.contents(atPath: directory + "/" + name) else {
                throw CatalogueError(message: "\(directory)/\(name): cannot be read")
            }
            do {
                try library.register(String(decoding: data, as: UTF8.self), named: String(name.dropLast(".mustache".count)))
            } catch {
                throw CatalogueError(message: "\(directory)/\(name): \(error)")
            }
        }
        return library
    }
}
