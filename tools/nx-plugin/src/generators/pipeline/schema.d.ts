export interface PipelineOptions {
  name: string;
  domain: string;
  layer: 'raw' | 'silver' | 'gold';
  from?: string;
}
