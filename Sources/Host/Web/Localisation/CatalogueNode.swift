import Mustache

/// A place in a catalogue as templates see it: `{{t.miners.title}}` walks from node to node.
struct CatalogueNode: MustacheParent, MustacheCustomRenderable {
    let catalogue: Catalogue
    let path: String

    func child(named name: String) -> Any? {
        let key = path.isEmpty ? name : path + "." + name
        return catalogue.template(key) ?? CatalogueNode(catalogue: catalogue, path: key) as Any
    }

    var renderText: String { catalogue[path] }
    var isNull: Bool { catalogue.find(path) == nil && !catalogue.isGroup(path) }
}
