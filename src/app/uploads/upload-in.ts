import type { Upload } from '../../upload/model/upload.ts';
import type { StateOf, UploadState } from '../../upload/model/upload-state.ts';

/** What a part is given that is there in some states only. */
export type UploadIn<Status extends UploadState['status']> = {
  readonly upload: Upload;
  /** The upload's own. */
  readonly state: StateOf<Status>;
};
