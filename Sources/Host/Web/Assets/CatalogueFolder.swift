import Foundation

/// Reads `<language>.json` of a folder. Each language falls back to English of the same folder, then to `fallback`. Reads the disk.
enum CatalogueFolder {
    /// - Throws: `CatalogueError` naming the file and the place in it.
    static func load(_ directory: String, fallback: [String: Catalogue]) throws -> [String: Catalogue] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var read: [String: Catalogue] = [:]
        for name in names.sorted() where name.hasSuffix(".json") {
            guard let data = FileManager.default.contents(atPath: directory + "/" + name) else { continue }
            do {
                let language = String(name.dropLast(".json".count))
                read[language] = try Catalogue(json: JSONReader.read([UInt8](data)), name: "\(directory)/\(name)")
            } catch let fault as JSONFault {
                throw CatalogueError(message: "\(directory)/\(name):\(fault.line):\(fault.column): \(fault.message)")
            }
        }
        let english = read["en"]
        var result: [String: Catalogue] = [:]
        for language in Set(read.keys).union(fallback.keys) {
            let own = try read[language] ?? Catalogue(json: .object([:]), name: language)
            let parents = [language == "en" ? nil : english, fallback[language], fallback["en"]]
            // The host's text in the reader's language comes before the plugin's English only for keys that the plugin lacks in both.
            result[language] = Catalogue(own, fallback: parents.compactMap(\.self))
        }
        return result
    }
}
