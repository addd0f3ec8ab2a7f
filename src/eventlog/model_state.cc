#include "eventlog/model_state.h"

#include "eventlog/model_builder.h"

namespace dataflint::eventlog {

void SaveModel(const ModelBuilder& builder, StateWriter& writer) { writer.Write(builder); }
void RestoreModel(StateReader& reader, ModelBuilder& builder) { reader.Read(builder); }
std::string ModelFormat() { return FormatOf<ModelBuilder>(); }

}  // namespace dataflint::eventlog
