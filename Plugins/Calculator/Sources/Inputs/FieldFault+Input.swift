import PluginKit

extension FieldFault: InputFault {
    var place: (line: Int, column: Int?)? { line.map { ($0, column) } }
}
