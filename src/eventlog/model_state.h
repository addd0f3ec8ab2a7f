// The state of a ModelBuilder, with the whole model that it has built, to bytes and back.
//
// Called by LogReader, which saves the rest of its own. In a file of its own since every row of the
// model is compiled for it. Any thread that owns the builder.
#ifndef DATAFLINT_EVENTLOG_MODEL_STATE_H_
#define DATAFLINT_EVENTLOG_MODEL_STATE_H_

#include <string>

#include "base/saved_state.h"

namespace dataflint::eventlog {

class ModelBuilder;

void SaveModel(const ModelBuilder& builder, StateWriter& writer);
void RestoreModel(StateReader& reader, ModelBuilder& builder);
std::string ModelFormat();  // FormatOf what is saved

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_MODEL_STATE_H_
