import { Upload } from 'antd';
import { createRoot } from 'react-dom/client';
import { requestTicket, tellStored, type Ticket } from '../ticket.ts';

/** Ant Design's Dragger as its own example for OSS has it: the ticket in `beforeUpload`, its fields as `data`. */
const place = document.querySelector('#page');
if (place === null) throw new Error('No place on the page');

let ticket: Ticket | undefined;

createRoot(place).render(
  <Upload.Dragger
    name="file"
    multiple
    action={() => ticket?.host ?? ''}
    data={() => ({ ...ticket?.fields })}
    beforeUpload={async () => {
      ticket = await requestTicket();
    }}
    onChange={({ file: { status } }) => {
      if (status === 'done' || status === 'error') tellStored(status === 'done');
    }}
  >
    <p className="ant-upload-text">Click or drag file to this area to upload</p>
  </Upload.Dragger>,
);
